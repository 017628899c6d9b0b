/* Loaded into the server's process: when the start script dies without a word (kill -9), the server must not stay behind on the port. */
if (process.channel) process.once("disconnect", () => process.exit(0));
