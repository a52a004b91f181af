module.exports = {
  mongodb: { url: process.env.MONGO_URL },
  migrationsDir: "migrations",
  changelogCollectionName: "changelog",
};
