// Command notifications runs Argo CD's notification engine over one Application, as its controller does: which triggers of
// a ConfigMap fire, and what is sent to a destination.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/notifications-engine/pkg/api"
	"github.com/argoproj/notifications-engine/pkg/services"
	corev1 "k8s.io/api/core/v1"
)

// request is what standard input holds; `service` is where what has fired goes.
type request struct {
	ConfigMap   corev1.ConfigMap  `json:"configMap"`
	Secret      map[string]string `json:"secret"`
	Service     string            `json:"service"`
	Triggers    []string          `json:"triggers"`
	Application map[string]any    `json:"application"`
}

// fired is one condition that was true.
type fired struct {
	Trigger   string   `json:"trigger"`
	OncePer   string   `json:"oncePer"`
	Templates []string `json:"templates"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	secret := &corev1.Secret{Data: map[string][]byte{}}
	for name, value := range asked.Secret {
		secret.Data[name] = []byte(value)
	}
	config, err := api.ParseConfig(&asked.ConfigMap, secret)
	if err != nil {
		return err
	}
	engine, err := api.NewAPI(*config, func(object map[string]any, _ services.Destination) map[string]any {
		return map[string]any{"app": object, "context": map[string]string{}}
	})
	if err != nil {
		return err
	}
	found := []fired{}
	for _, trigger := range asked.Triggers {
		results, err := engine.RunTrigger(trigger, asked.Application)
		if err != nil {
			return err
		}
		for _, result := range results {
			if !result.Triggered {
				continue
			}
			found = append(found, fired{trigger, result.OncePer, result.Templates})
			if asked.Service == "" {
				continue
			}
			if err := engine.Send(asked.Application, result.Templates, services.Destination{Service: asked.Service}); err != nil {
				return err
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}
