-- Only a demonstration shows its mail, so elsewhere the words of what was sent are kept no more.
UPDATE "MailMessage" SET "text" = '', "html" = ''
WHERE NOT EXISTS (SELECT 1 FROM "Instance" WHERE "demo");
