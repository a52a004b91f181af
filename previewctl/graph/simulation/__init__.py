"""What Argo CD makes of pull requests and published records: a model of its generators, without a cluster."""
