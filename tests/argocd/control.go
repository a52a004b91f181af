package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kjson "sigs.k8s.io/json"
	sigsyaml "sigs.k8s.io/yaml"
)

// control is what stands in the reviewed branch: Argo CD's own objects, decoded by Argo CD's own types.
type control struct {
	Applications    []v1alpha1.Application
	ApplicationSets []v1alpha1.ApplicationSet
	Projects        []v1alpha1.AppProject
}

// decodeError is one thing that strict decoding refuses.
type decodeError struct {
	File    string `json:"file"`
	Object  string `json:"object"`
	Message string `json:"message"`
}

type typeMeta struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name string `json:"name"`
	} `json:"metadata"`
}

// readControl decodes each YAML and JSON file under root. An unknown field, a field that stands twice and a field of
// another case are errors; objects of other groups are passed over.
func readControl(root string) (*control, []decodeError, error) {
	found := &control{}
	var refused []decodeError
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		refused = append(refused, found.add(name, text)...)
		return nil
	})
	return found, refused, err
}

// add decodes every document of one file into c.
func (c *control) add(file string, text []byte) []decodeError {
	parts, err := splitDocuments(text)
	if err != nil {
		return []decodeError{{File: file, Message: err.Error()}}
	}
	var refused []decodeError
	for _, part := range parts {
		object, messages := c.addDocument(part)
		for _, message := range messages {
			refused = append(refused, decodeError{File: file, Object: object, Message: message})
		}
	}
	return refused
}

func (c *control) addDocument(text []byte) (string, []string) {
	asJSON, err := sigsyaml.YAMLToJSONStrict(text)
	if err != nil {
		return "", []string{err.Error()}
	}
	var meta typeMeta
	if err := kjson.UnmarshalCaseSensitivePreserveInts(asJSON, &meta); err != nil {
		return "", []string{err.Error()}
	}
	object := meta.Kind + "/" + meta.Metadata.Name
	version, err := schema.ParseGroupVersion(meta.APIVersion)
	if err != nil {
		return object, []string{err.Error()}
	}
	if version.Group != v1alpha1.SchemeGroupVersion.Group {
		return object, nil
	}
	if version != v1alpha1.SchemeGroupVersion {
		return object, []string{fmt.Sprintf("apiVersion is %q, not %q", meta.APIVersion, v1alpha1.SchemeGroupVersion)}
	}
	switch meta.Kind {
	case v1alpha1.ApplicationSchemaGroupVersionKind.Kind:
		return object, decodeInto(asJSON, &c.Applications)
	case v1alpha1.ApplicationSetSchemaGroupVersionKind.Kind:
		return object, decodeInto(asJSON, &c.ApplicationSets)
	case v1alpha1.AppProjectSchemaGroupVersionKind.Kind:
		return object, decodeInto(asJSON, &c.Projects)
	default:
		return object, []string{fmt.Sprintf("%s has no kind %q", v1alpha1.SchemeGroupVersion, meta.Kind)}
	}
}

// decodeInto appends the object to those of its type, or says why it cannot.
func decodeInto[T any](asJSON []byte, objects *[]T) []string {
	var object T
	strict, err := kjson.UnmarshalStrict(asJSON, &object)
	if err != nil {
		return []string{err.Error()}
	}
	var messages []string
	for _, problem := range strict {
		messages = append(messages, problem.Error())
	}
	if len(messages) == 0 {
		*objects = append(*objects, object)
	}
	return messages
}
