// Command control-plane is etcd and kube-apiserver in one program, chosen by its name or by its first argument.
// A server ends when its standard input ends, so that it never outlives the tests that hold the other side.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	arguments := os.Args
	if name := filepath.Base(arguments[0]); name != "etcd" && name != "kube-apiserver" && len(arguments) > 1 {
		arguments = arguments[1:]
	}
	os.Args = arguments
	switch filepath.Base(arguments[0]) {
	case "etcd":
		go exitWithInput()
		etcdmain.Main(arguments)
	case "kube-apiserver":
		go exitWithInput()
		os.Exit(cli.Run(app.NewAPIServerCommand()))
	case "service-account-key":
		if err := writeServiceAccountKey(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: control-plane etcd|kube-apiserver|service-account-key [FLAG…]")
		os.Exit(2)
	}
}

func exitWithInput() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
