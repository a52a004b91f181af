// The steps of the script `load` that speak to the database; run by mongosh, in the database of the seed.
const fs = require("fs");

const home = process.env.SEED_HOME;
const identity = process.env.SEED_IDENTITY;
const [dataset, version, contentHash] = identity.split(" ");
const files = fs
  .readFileSync(`${home}/order`, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split("\t"))
  .map(([kind, name, file]) => ({ kind, name, path: `${home}/data/${file}` }));
const metadata = files
  .filter((file) => file.kind === "metadata.json")
  .map((file) => ({ name: file.name, ...EJSON.parse(fs.readFileSync(file.path, "utf8")) }));

function run(command) {
  const answer = db.runCommand(command);
  if (answer.ok !== 1) throw new Error(EJSON.stringify(answer));
}

const steps = {
  find() {
    const seed = db.previewctl.findOne({ _id: "seed" });
    const same = seed && [seed.dataset, seed.version, seed.contentHash].join(" ") === identity;
    print(same ? "loaded" : "absent");
  },

  // The marker goes with the rest. Collections with options, such as a validator, exist before their documents.
  prepare() {
    run({ dropDatabase: 1, writeConcern: { w: "majority" } });
    for (const collection of metadata) run({ create: collection.name, ...(collection.options ?? {}) });
  },

  // Indexes after the documents, which is faster; then the counts are held against the files, and the marker is written.
  finish() {
    for (const collection of metadata) {
      const indexes = (collection.indexes ?? []).filter((index) => index.name !== "_id_");
      if (indexes.length) run({ createIndexes: collection.name, indexes, writeConcern: { w: "majority" } });
    }
    for (const file of files.filter((each) => each.kind === "ndjson")) {
      const wanted = fs.readFileSync(file.path, "utf8").split("\n").filter((line) => line.trim()).length;
      const found = db.getCollection(file.name).countDocuments({});
      if (found !== wanted) throw new Error(`${file.name} has ${found} documents, and its file ${wanted}`);
    }
    db.previewctl.replaceOne(
      { _id: "seed" },
      { dataset, version, contentHash },
      { upsert: true, writeConcern: { w: "majority", j: true } },
    );
  },
};

steps[process.env.SEED_STEP]();
