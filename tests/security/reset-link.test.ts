import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { newPassword, openVisitor, signIn } from "../support/form-client";
import { askForReset, pressTogether } from "../support/mailed-links";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

describe("reset link", () => {
  it("sets one of fifty passwords that are posted at the same moment", async () => {
    const user = await seedUser(app.database);
    const link = await askForReset(app, user.email);
    const passwords = Array.from({ length: 50 }, () => newPassword(app));
    const answers = await pressTogether(
      passwords.map(() => openVisitor(app)),
      link,
      (index) => ({ password: passwords[index] ?? "" }),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const winners = answers.flatMap(({ headers }, index) => (headers.location === "/signin" ? [index] : []));
    expect(winners).toHaveLength(1);
    const loser = passwords[winners[0] === 0 ? 1 : 0] ?? "";
    expect((await signIn(openVisitor(app), { email: user.email, password: loser })).path).not.toBe("/dashboard");
    const winner = passwords[winners[0] ?? -1] ?? "";
    expect((await signIn(openVisitor(app), { email: user.email, password: winner })).path).toBe("/dashboard");
    await app.resend.waitForMail(user.email, { count: 2 });
    expect(app.resend.mailsTo(user.email)).toHaveLength(2);
  });

  it("makes every older reset link useless once one is used", async () => {
    const user = await seedUser(app.database);
    const links = [];
    for (let count = 1; count <= 3; count++) links.push(await askForReset(app, user.email, count));
    const password = newPassword(app);
    const visitor = openVisitor(app);
    await visitor.submit(await visitor.get(links[2]?.path ?? ""), { field: "password" }, { password });
    for (const link of links) expect((await openVisitor(app).get(link.path)).shown).toMatch(/does not work/i);
    expect((await signIn(openVisitor(app), { email: user.email, password })).path).toBe("/dashboard");
  });

  it("stays good while a stranger asks for others, and floods nobody", async () => {
    const user = await seedUser(app.database);
    const link = await askForReset(app, user.email);
    for (let round = 0; round < 8; round++) {
      const stranger = openVisitor(app);
      await stranger.submit(await stranger.get("/forgot-password"), { field: "email" }, { email: user.email });
    }
    const rows = await app.database.query(`SELECT id FROM "OutboxMail" WHERE recipient = $1`, [user.email]);
    expect(rows).toHaveLength(5);
    const visitor = openVisitor(app);
    const landed = await visitor.submit(
      await visitor.get(link.path),
      { field: "password" },
      { password: newPassword(app) },
    );
    expect(landed.path).toBe("/signin");
  });

  it("ends at 60 minutes by the database's clock", async () => {
    const user = await seedUser(app.database);
    const link = await askForReset(app, user.email);
    await app.database.query(
      `UPDATE "OneTimeToken" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`,
      [user.id],
    );
    expect((await openVisitor(app).get(link.path)).shown).toMatch(/expired/i);
  });

  it("counts as proof of the mailbox: an unverified person is not stuck", async () => {
    const user = await seedUser(app.database, { isVerified: false });
    const link = await askForReset(app, user.email);
    const visitor = openVisitor(app);
    const password = newPassword(app);
    await visitor.submit(await visitor.get(link.path), { field: "password" }, { password });
    expect((await signIn(visitor, { email: user.email, password })).path).toBe("/dashboard");
  });

  it("lets a person without a password choose a first one", async () => {
    const user = await seedUser(app.database, { withPassword: false });
    const link = await askForReset(app, user.email);
    const visitor = openVisitor(app);
    const password = newPassword(app);
    await visitor.submit(await visitor.get(link.path), { field: "password" }, { password });
    expect((await signIn(visitor, { email: user.email, password })).path).toBe("/dashboard");
  });

  it("is not spent by a password that is refused", async () => {
    const user = await seedUser(app.database);
    const link = await askForReset(app, user.email);
    const visitor = openVisitor(app);
    const page = await visitor.submit(await visitor.get(link.path), { field: "password" }, { password: "short" });
    expect(page.path).toBe("/reset-password");
    expect(page.text).toMatch(/aria-invalid="true"/);
    expect((await visitor.submit(page, { field: "password" }, { password: newPassword(app) })).path).toBe("/signin");
  });
});
