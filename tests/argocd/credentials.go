package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"sync"

	"github.com/argoproj/argo-cd/v3/applicationset/services/github_app_auth"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// inventedApp answers for every GitHub App secret with a key that is made up on first use.
type inventedApp struct{}

var inventedKey = sync.OnceValues(func() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return string(pem.EncodeToMemory(block)), nil
})

// GetAuthSecret returns an installation of an app that no GitHub knows; a fake one takes it.
func (inventedApp) GetAuthSecret(context.Context, string) (*github_app_auth.Authentication, error) {
	key, err := inventedKey()
	return &github_app_auth.Authentication{Id: 1, InstallationId: 1, PrivateKey: key}, err
}

// eachGitHub calls visit with each GitHub pull request generator of a set, nested ones included.
func eachGitHub(set *v1alpha1.ApplicationSet, visit func(*v1alpha1.PullRequestGeneratorGithub)) {
	take := func(generator *v1alpha1.PullRequestGenerator) {
		if generator != nil && generator.Github != nil {
			visit(generator.Github)
		}
	}
	for _, generator := range set.Spec.Generators {
		take(generator.PullRequest)
		for _, nested := range nestedGenerators(generator) {
			take(nested.PullRequest)
		}
	}
}

// nestedGenerators returns the generators inside a matrix or merge generator.
func nestedGenerators(generator v1alpha1.ApplicationSetGenerator) []v1alpha1.ApplicationSetNestedGenerator {
	switch {
	case generator.Matrix != nil:
		return generator.Matrix.Generators
	case generator.Merge != nil:
		return generator.Merge.Generators
	default:
		return nil
	}
}

// inventedToken is the Secret that a tokenRef asks for, labelled as the controller's strict mode wants it.
func inventedToken(namespace string, reference *v1alpha1.SecretRef) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name:      reference.SecretName,
			Namespace: namespace,
			Labels:    map[string]string{"argocd.argoproj.io/secret-type": "scm-creds"},
		},
		Data: map[string][]byte{reference.Key: []byte("invented")},
	}
}
