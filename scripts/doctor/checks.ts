import type { CheckId } from "./catalogue";
import { checkApp, checkCallbacks, checkCookies, checkHeaders } from "./checks/app";
import { checkAuditLog } from "./checks/audit-log";
import { checkDatabase, checkDatabaseTls, checkMigrations, checkPrivileges } from "./checks/database";
import { checkClock, checkConnections, checkSessionPush } from "./checks/database-beside";
import { checkFiles, checkNodeEnv, checkSecrets, checkSettings } from "./checks/environment";
import { checkInstances, checkLimits } from "./checks/limits";
import { checkMail, checkSender, checkTestMail, checkWebhook } from "./checks/mail";
import { checkPictures } from "./checks/pictures";
import { checkProxy } from "./checks/proxy";
import { checkDkim, checkDmarc, checkMx, checkSpf } from "./checks/sender-dns";
import { checkVersions } from "./checks/versions";
import type { Context } from "./context";
import type { Finding } from "./finding";

export type Check = (context: Context) => Finding[] | Promise<Finding[]>;

export const checks: Readonly<Record<CheckId, Check>> = {
  secrets: checkSecrets,
  settings: checkSettings,
  "node-env": checkNodeEnv,
  files: checkFiles,
  versions: checkVersions,
  app: checkApp,
  cookies: checkCookies,
  headers: checkHeaders,
  proxy: checkProxy,
  callbacks: checkCallbacks,
  database: checkDatabase,
  "database-tls": checkDatabaseTls,
  migrations: checkMigrations,
  privileges: checkPrivileges,
  "session-push": checkSessionPush,
  "audit-log": checkAuditLog,
  connections: checkConnections,
  clock: checkClock,
  limits: checkLimits,
  instances: checkInstances,
  pictures: checkPictures,
  mail: checkMail,
  sender: checkSender,
  webhook: checkWebhook,
  spf: checkSpf,
  dkim: checkDkim,
  dmarc: checkDmarc,
  mx: checkMx,
  "test-mail": checkTestMail,
};
