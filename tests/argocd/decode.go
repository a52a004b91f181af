package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	yamlv3 "go.yaml.in/yaml/v3"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

// decoded is one line of decode's answer: what one reader made of one file.
type decoded struct {
	File      string `json:"file"`
	Reader    string `json:"reader"`
	Documents []any  `json:"documents"`
	Error     string `json:"error,omitempty"`
}

// decode reads YAML of any kind the way Kubernetes and Argo CD do (YAML 1.1) and the way Kustomize does, and writes
// a line for each file and reader.
func decode(files []string, _ io.Reader, out io.Writer) error {
	readers := []struct {
		name string
		read func([]byte) ([]any, error)
	}{{"sigs.k8s.io/yaml", readAsKubernetes}, {"go.yaml.in/yaml/v3", readAsKustomize}}
	encoder := json.NewEncoder(out)
	var failure error
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, reader := range readers {
			line := decoded{File: file, Reader: reader.name, Documents: []any{}}
			if documents, err := reader.read(text); err != nil {
				line.Error, failure = err.Error(), errReported
			} else {
				line.Documents = append(line.Documents, documents...)
			}
			if err := encoder.Encode(line); err != nil {
				return err
			}
		}
	}
	return failure
}

func readAsKubernetes(text []byte) ([]any, error) {
	var documents []any
	parts, err := splitDocuments(text)
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		asJSON, err := sigsyaml.YAMLToJSONStrict(part)
		if err != nil {
			return nil, err
		}
		decoder := json.NewDecoder(bytes.NewReader(asJSON))
		decoder.UseNumber()
		var document any
		if err := decoder.Decode(&document); err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
	return documents, nil
}

// splitDocuments separates the documents of a stream as kubectl does and drops those with nothing in them.
func splitDocuments(text []byte) ([][]byte, error) {
	var parts [][]byte
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		part, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		var content any
		if err := sigsyaml.Unmarshal(part, &content); err != nil || content != nil {
			parts = append(parts, part)
		}
	}
}

func readAsKustomize(text []byte) ([]any, error) {
	var documents []any
	decoder := yamlv3.NewDecoder(bytes.NewReader(text))
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		if document != nil {
			documents = append(documents, printable(document))
		}
	}
}

// printable is a YAML value as JSON can hold it. What JSON has no word for, such as a date or a key that is no
// string, is marked with its YAML tag, so that it never equals a string.
func printable(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, item := range value {
			value[key] = printable(item)
		}
		return value
	case map[any]any:
		object := make(map[string]any, len(value))
		for key, item := range value {
			if text, ok := key.(string); ok {
				object[text] = printable(item)
			} else {
				object[fmt.Sprintf("!!%T %v", key, key)] = printable(item)
			}
		}
		return object
	case []any:
		for index, item := range value {
			value[index] = printable(item)
		}
		return value
	case time.Time:
		return map[string]any{"!!timestamp": value.Format(time.RFC3339Nano)}
	case float64:
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return map[string]any{"!!float": fmt.Sprint(value)}
		}
		return value
	default:
		return value
	}
}
