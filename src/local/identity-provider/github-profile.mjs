/** @typedef {import("./personas.mjs").Person} Person */

const joinedAt = "2020-01-01T00:00:00Z";

/**
 * What `GET /user` tells about somebody. Its `email` is what they have made public: nothing for a person who keeps it private, and
 * for the unverified one the very address that must not be believed.
 *
 * @param {Person} person @param {string} url
 */
export function userOf({ id, login, name, picture, ...person }, url) {
  const api = `${url}/users/${login}`;
  return {
    login,
    id,
    node_id: Buffer.from(`04:User${id}`).toString("base64"),
    avatar_url: picture ?? new URL("/picture.svg", url).href,
    gravatar_id: "",
    url: api,
    html_url: `${url}/${login}`,
    repos_url: `${api}/repos`,
    type: "User",
    site_admin: false,
    name,
    company: null,
    blog: "",
    location: null,
    email: publicEmailOf(person),
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: joinedAt,
    updated_at: joinedAt,
  };
}

/** @param {Pick<Person, "email" | "emailVerified" | "publicEmail">} person */
function publicEmailOf({ email, emailVerified, publicEmail }) {
  if (publicEmail !== undefined) return publicEmail;
  return emailVerified ? null : email;
}

/**
 * What `GET /user/emails` tells: the primary address, and GitHub's own one that forwards nothing.
 *
 * @param {Person} person
 */
export function emailsOf({ id, login, email, emailVerified, emails }) {
  if (emails) return emails.map((entry) => ({ ...entry, visibility: null }));
  if (email === null) return [];
  const primary = { email, primary: true, verified: emailVerified, visibility: "private" };
  if (!emailVerified) return [primary];
  const noreply = `${id}+${login}@users.noreply.github.com`;
  return [{ email: noreply, primary: false, verified: true, visibility: null }, primary];
}
