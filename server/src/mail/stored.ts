import type { Db, MailMessage } from '@app/prisma'

const KEPT_MS = 30 * 24 * 3_600_000

type NewMail = Pick<MailMessage, 'id' | 'toEmail' | 'kind' | 'locale' | 'subject' | 'text' | 'html' | 'createdAt'>

/**
 * False where one of the documents whose words it holds is of another epoch than when they were read. One statement, which
 * waits for a redaction that is being written: whatever was written before one is found by it.
 */
export async function storeMail(db: Db, mail: NewMail, documents: ReadonlyMap<string, string>): Promise<boolean> {
  const { id, toEmail, kind, locale, subject, text, html, createdAt } = mail
  const count = await db.$executeRaw`
    WITH same AS MATERIALIZED (
      SELECT d."id" FROM "Document" d
      JOIN jsonb_each_text(${JSON.stringify(Object.fromEntries(documents))}::jsonb) AS read ("id", "epoch")
        ON read."id" = d."id" AND read."epoch" = d."epoch"
      ORDER BY d."id" FOR KEY SHARE OF d
    )
    INSERT INTO "MailMessage"
      ("id", "toEmail", "kind", "locale", "subject", "text", "html", "createdAt", "documentIds")
    SELECT ${id}, ${toEmail}, ${kind}, ${locale}, ${subject}, ${text}, ${html}, ${createdAt}::timestamp,
           ${[...documents.keys()]}::text[]
    WHERE (SELECT count(*) FROM same) = ${documents.size}::int`
  return count > 0
}

export async function forgetOldMail(db: Db, now: Date): Promise<void> {
  await db.mailMessage.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
}
