module.exports = {
  async up(db) {
    await db.createCollection("reviews", {
      validator: { $jsonSchema: { bsonType: "object", required: ["sku", "stars"] } },
    });
    await db.collection("reviews").createIndex({ sku: 1, createdAt: -1 });
  },

  async down(db) {
    await db.collection("reviews").drop();
  },
};
