module.exports = {
  async up(db) {
    await db
      .collection("reviews")
      .updateMany({ stars: { $type: "string" } }, [{ $set: { stars: { $toInt: "$stars" } } }]);
  },

  async down() {},
};
