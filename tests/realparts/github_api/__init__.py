"""The used part of GitHub's REST and GraphQL API, written from its public description."""
