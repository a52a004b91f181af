package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v3/applicationset/services"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// directory is a repository server with one repository and one revision: a directory on disk.
type directory string

var _ services.Repos = directory("")

// GetFiles returns the files that `git ls-files -- pattern`, Argo CD's own way, would name, with their contents.
func (d directory) GetFiles(
	_ context.Context, _, _, _, pattern string, _ bool, _ *v1alpha1.SourceIntegrity,
) (map[string][]byte, error) {
	matches, err := pathspec(pattern)
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	err = d.walk(func(name string) error {
		if !matches(name) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(string(d), filepath.FromSlash(name)))
		found[name] = text
		return err
	})
	return found, err
}

// GetDirectories returns every directory that holds a file, at any depth.
func (d directory) GetDirectories(
	_ context.Context, _, _, _ string, _ bool, _ *v1alpha1.SourceIntegrity,
) ([]string, error) {
	var found []string
	err := d.walk(func(name string) error {
		for parent := path.Dir(name); parent != "."; parent = path.Dir(parent) {
			found = append(found, parent)
		}
		return nil
	})
	slices.Sort(found)
	return slices.Compact(found), err
}

// GetOciFiles always fails: there is no OCI artifact here.
func (directory) GetOciFiles(context.Context, string, string, string, string, bool) (map[string][]byte, error) {
	return nil, errors.New("the oracle has no OCI registry")
}

// GetOciDirectories always fails: there is no OCI artifact here.
func (directory) GetOciDirectories(context.Context, string, string, string, bool) ([]string, error) {
	return nil, errors.New("the oracle has no OCI registry")
}

// walk calls visit with the slash-separated path of each file outside .git.
func (d directory) walk(visit func(name string) error) error {
	return filepath.WalkDir(string(d), func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".git" {
				return filepath.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(string(d), file)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(name))
	})
}

// pathspec says which paths git takes for a pattern: the path itself, all below it, and what its wildcards match,
// where `*` stands for slashes too.
func pathspec(pattern string) (func(name string) bool, error) {
	quoted := regexp.QuoteMeta(pattern)
	wildcards, err := regexp.Compile("^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted) + "$")
	if err != nil {
		return nil, err
	}
	below := strings.TrimSuffix(pattern, "/") + "/"
	return func(name string) bool {
		return name == pattern || strings.HasPrefix(name, below) || wildcards.MatchString(name)
	}, nil
}
