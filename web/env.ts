/** Where `vite` finds the running server while developing; the built page is served by the server itself. */
export const DEV_SERVER = process.env.WZ_DEV_SERVER ?? 'http://localhost:4000'
