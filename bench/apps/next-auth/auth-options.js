import { verify } from "@node-rs/bcrypt";
import CredentialsProvider from "next-auth/providers/credentials";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

async function authorize({ email, password }) {
  const { rows } = await pool.query(`SELECT "id", "name", "email", "role", "password" FROM "User" WHERE "email" = $1`, [
    email,
  ]);
  const [user] = rows;
  if (!user || !(await verify(password, user.password))) return null;
  return { id: user.id, name: user.name, email: user.email, role: user.role };
}

/** As its documentation has it: a session in a JWT, its own encoding, and the two callbacks that carry id and role. */
export const authOptions = {
  session: { strategy: "jwt" },
  providers: [CredentialsProvider({ credentials: {}, authorize })],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, role: user.role } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub, role: token.role } }),
  },
};
