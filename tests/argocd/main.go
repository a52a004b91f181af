// Command argocd-oracle says what Argo CD itself makes of rendered files. Every answer is JSON on standard output.
//
//	argocd-oracle decode FILE…
//	argocd-oracle generate --control DIR --previews DIR --github-api URL [--namespace NAME]
//	argocd-oracle permitted --appproject FILE < objects.json
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-logr/logr"
	log "github.com/sirupsen/logrus"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
)

// errReported ends a command whose answer already tells what is wrong.
var errReported = errors.New("the answer holds errors")

type command func(arguments []string, in io.Reader, out io.Writer) error

func main() {
	silenceLibraries()
	commands := map[string]command{"decode": decode, "generate": generate, "permitted": permitted}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: argocd-oracle decode|generate|permitted …")
		os.Exit(2)
	}
	err := commands[os.Args[1]](os.Args[2:], os.Stdin, os.Stdout)
	if err != nil {
		if !errors.Is(err, errReported) {
			_ = json.NewEncoder(os.Stdout).Encode(map[string][]string{"errors": {err.Error()}})
		}
		os.Exit(1)
	}
}

// silenceLibraries drops the libraries' logs: whatever they report stands in the answer too.
func silenceLibraries() {
	log.SetOutput(io.Discard)
	klog.SetLogger(logr.Discard())
	ctrl.SetLogger(logr.Discard())
}
