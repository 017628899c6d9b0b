import CredentialsProvider from "next-auth/providers/credentials";

const person = { id: "1", name: "Seeded Person", email: "person@example.com", role: "USER" };

/** As its documentation has it: a session in a JWT, its own encoding, and the two callbacks that carry id and role. */
export const authOptions = {
  session: { strategy: "jwt" },
  providers: [CredentialsProvider({ credentials: {}, authorize: async () => person })],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, role: user.role } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub, role: token.role } }),
  },
};
