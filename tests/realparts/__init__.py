"""The real programs behind the tests: Kustomize, kubeconform, kube-score, Argo CD, the Kubernetes API server."""
