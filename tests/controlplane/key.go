package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
)

// writeServiceAccountKey writes a new private key, as PEM, for the API server to sign service account tokens with.
func writeServiceAccountKey(out io.Writer) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return pem.Encode(out, &pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}
