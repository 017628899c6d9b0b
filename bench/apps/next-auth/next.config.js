export default { serverExternalPackages: ["@node-rs/bcrypt", "pg"] };
