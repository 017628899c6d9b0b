import { dayMs, mail, pickDevice, record, refuse, type Context } from "./recorder";
import type { Cast, DemoPerson } from "./people";
import type { DemoPost } from "./writings";

type Scene = { people: readonly DemoPerson[]; cast: Cast; posts: readonly DemoPost[] };

/** What was written, and what administrators and moderators did about it and about people. */
export function inventDeeds(context: Context, scene: Scene): void {
  for (const post of scene.posts) write(context, post, scene);
  administer(context, scene.cast);
  keepTokens(context, scene.people);
}

function write(context: Context, post: DemoPost, { people, cast }: Scene): void {
  const { dice } = context;
  const author = people.find(({ id }) => id === post.authorId);
  const who = { actorId: post.authorId, subjectId: post.authorId };
  const device = pickDevice(dice);
  const details = { postId: post.id };
  const at = (day: Date, minutes: number) => ({ ...device, at: new Date(day.getTime() + minutes * 60_000) });
  record(context, at(post.createdAt, 0), { name: "post.created", ...who, details });
  if (dice.chance(0.4)) record(context, at(post.createdAt, 12), { name: "post.changed", ...who, details });
  if (post.publishedAt) record(context, at(post.publishedAt, 30), { name: "post.published", ...who, details });
  if (!post.unpublishedAt || !author) return;
  const by = { actorId: cast.moderator.id, subjectId: post.authorId };
  const takenBack = { ...details, by: "moderator" } as const;
  record(context, at(post.unpublishedAt, 0), { name: "post.unpublished", ...by, details: takenBack });
  mail(context, { kind: "post-withheld", person: author, at: post.unpublishedAt });
}

function administer(context: Context, { admin, moderator, writer }: Cast): void {
  const { dice, now } = context;
  const device = pickDevice(dice);
  const ago = (days: number) => ({ ...device, at: new Date(now.getTime() - days * dayMs) });
  const by = (person: DemoPerson) => ({ actorId: admin.id, subjectId: person.id });
  record(context, ago(59.5), { name: "admin.granted", actorId: null, subjectId: admin.id });
  const details = { from: "USER", to: "MODERATOR" } as const;
  record(context, ago(55), { name: "user.role_changed", ...by(moderator), details });
  record(context, ago(12.3), { name: "user.unlocked", ...by(writer) });
  record(context, ago(6.1), { name: "audit.exported", ...by(admin), details: { format: "csv" } });
  refuse(context, ago(6), { name: "admin.refused", reason: "last_administrator", ...by(admin) });
  refuse(context, ago(3.2), { name: "post.refused", reason: "outranked", actorId: moderator.id, subjectId: admin.id });
}

/** Some use programs of their own. */
function keepTokens(context: Context, people: readonly DemoPerson[]): void {
  const { dice, now } = context;
  for (const { id, isVerified, isSuspended, age } of people) {
    if (!isVerified || isSuspended || !dice.chance(0.08)) continue;
    const where = { ...pickDevice(dice), at: new Date(now.getTime() - dice.below(age) * (dayMs / 24)) };
    const who = { actorId: id, subjectId: id };
    record(context, where, { name: "token.created", ...who, details: { scopes: 1 + dice.below(3) } });
    const later = { ...where, at: new Date(where.at.getTime() + dayMs) };
    if (dice.chance(0.3)) record(context, later, { name: "token.revoked", ...who });
  }
}
