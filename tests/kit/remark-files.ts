import type { TestApp } from './app.ts'
import { gql } from './client.ts'

const REQUEST = `mutation ($input: RequestRemarksDownloadInput!) {
  requestRemarksDownload(input: $input) { url filename }
}`

export interface RemarkFileWish {
  documentId: string
  format: 'CSV' | 'XLSX'
  filter?: object
  order?: object
}

export interface RemarkFile {
  status: number
  type: string
  filename: string
  bytes: Uint8Array
  text: string
}

/** A link to a file of the table of remarks, for the person of this cookie. */
export async function requestRemarks(target: TestApp, cookie: string, input: RemarkFileWish) {
  const asked = await gql<{ requestRemarksDownload: { url: string; filename: string } }>(target, cookie, REQUEST, {
    input,
  })
  return asked.requestRemarksDownload
}

/** What such a link leads to; no cookie goes along. */
export async function fetchFile(
  target: TestApp,
  { url, filename }: { url: string; filename: string },
): Promise<RemarkFile> {
  const answer = await fetch(`${target.origin}${url}`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', filename, bytes, text }
}

export async function downloadRemarks(target: TestApp, cookie: string, input: RemarkFileWish): Promise<RemarkFile> {
  return fetchFile(target, await requestRemarks(target, cookie, input))
}
