package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// verdict is one object, and whether a project lets Argo CD apply it. Without a namespace it is cluster-scoped.
type verdict struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	Permitted bool   `json:"permitted"`
}

// permitted reads a JSON list of {group, kind, name, namespace} and writes it back with each object's verdict.
func permitted(arguments []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("permitted", flag.ContinueOnError)
	file := flags.String("appproject", "", "file with one AppProject")
	server := flags.String("server", v1alpha1.KubernetesInternalAPIServerAddr, "the destination cluster")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	project, err := readProject(*file)
	if err != nil {
		return err
	}
	var verdicts []verdict
	if err := json.NewDecoder(in).Decode(&verdicts); err != nil {
		return err
	}
	cluster := &v1alpha1.Cluster{Server: *server}
	for index := range verdicts {
		object := &verdicts[index]
		kind := schema.GroupKind{Group: object.Group, Kind: object.Kind}
		object.Permitted, err = project.IsResourcePermitted(kind, object.Name, object.Namespace, cluster, noProjectClusters)
		if err != nil {
			return err
		}
	}
	return json.NewEncoder(out).Encode(verdicts)
}

func readProject(file string) (*v1alpha1.AppProject, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var found control
	var refused []error
	for _, problem := range found.add(filepath.Base(file), text) {
		refused = append(refused, fmt.Errorf("%s: %s: %s", problem.File, problem.Object, problem.Message))
	}
	if len(refused) > 0 {
		return nil, errors.Join(refused...)
	}
	if len(found.Projects) != 1 {
		return nil, fmt.Errorf("%s holds %d AppProjects, not one", file, len(found.Projects))
	}
	return &found.Projects[0], nil
}
