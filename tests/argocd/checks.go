package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// problems says what the renderer lets through and a cluster would not: names that the API server refuses, names that
// stand twice, projects that are invalid, and Applications that their project does not permit.
func problems(found *control, result *answer) []string {
	var lines []string
	report := func(subject string, messages ...string) {
		for _, message := range messages {
			lines = append(lines, subject+": "+message)
		}
	}
	for index := range found.Projects {
		project := &found.Projects[index]
		report("AppProject/"+project.Name, validation.IsDNS1123Subdomain(project.Name)...)
		if err := project.ValidateProject(); err != nil {
			report("AppProject/"+project.Name, err.Error())
		}
	}
	owners := map[string][]string{}
	for _, item := range result.Applications {
		owners[item.Name] = append(owners[item.Name], "the control directory")
		report("Application/"+item.Name, applicationProblems(found, item)...)
	}
	for _, set := range result.ApplicationSets {
		report("ApplicationSet/"+set.Name, validation.IsDNS1123Subdomain(set.Name)...)
		for _, item := range set.Applications {
			owners[item.Name] = append(owners[item.Name], "ApplicationSet/"+set.Name)
			report("Application/"+item.Name, applicationProblems(found, item)...)
		}
	}
	for name, from := range owners {
		if len(from) > 1 {
			report("Application/"+name, "the name stands more than once: in "+strings.Join(from, ", "))
		}
	}
	slices.Sort(lines)
	return lines
}

func applicationProblems(found *control, item application) []string {
	var messages []string
	for _, message := range validation.IsDNS1123Subdomain(item.Name) {
		messages = append(messages, "metadata.name: "+message)
	}
	if namespace := item.Spec.Destination.Namespace; namespace != "" {
		for _, message := range validation.IsDNS1123Label(namespace) {
			messages = append(messages, fmt.Sprintf("spec.destination.namespace %q: %s", namespace, message))
		}
	}
	project := found.project(item.Spec.Project)
	if project == nil {
		return append(messages, fmt.Sprintf("there is no AppProject %q", item.Spec.Project))
	}
	return append(messages, forbidden(project, item.Spec)...)
}

// forbidden says which of the sources and the destination of an Application its project does not permit.
func forbidden(project *v1alpha1.AppProject, spec v1alpha1.ApplicationSpec) []string {
	var messages []string
	for _, source := range spec.GetSources() {
		if !project.IsSourcePermitted(source) {
			messages = append(messages, fmt.Sprintf("AppProject %q does not permit the source %q", project.Name, source.RepoURL))
		}
	}
	destination := spec.Destination
	cluster := &v1alpha1.Cluster{Server: destination.Server, Name: destination.Name}
	allowed, err := project.IsDestinationPermitted(cluster, destination.Namespace, noProjectClusters)
	if err != nil {
		return append(messages, err.Error())
	}
	if !allowed {
		text := "AppProject %q does not permit the destination %q, namespace %q"
		messages = append(messages, fmt.Sprintf(text, project.Name, destination.Server+destination.Name, destination.Namespace))
	}
	return messages
}

// noProjectClusters is the list of clusters that belong to one project only.
func noProjectClusters(string) ([]*v1alpha1.Cluster, error) { return nil, nil }
