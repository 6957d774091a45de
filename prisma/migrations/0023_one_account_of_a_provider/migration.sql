-- What opened something at the provider was never used.
UPDATE "Account" SET "accessToken" = NULL, "refreshToken" = NULL, "idToken" = NULL;

-- Of two that were made at the same moment the first stays.
DELETE FROM "Account" AS "later" USING "Account" AS "first"
WHERE "later"."providerId" = "first"."providerId" AND "later"."accountId" = "first"."accountId"
  AND ("later"."createdAt", "later"."id") > ("first"."createdAt", "first"."id");

-- CreateIndex
CREATE UNIQUE INDEX "Account_providerId_accountId_key" ON "Account"("providerId", "accountId");
