package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"maps"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

// answer is what generate prints: each ApplicationSet with what it yields, and what is wrong beside that.
type answer struct {
	ApplicationSets []generated   `json:"applicationSets"`
	Applications    []application `json:"applications"`
	Problems        []string      `json:"problems"`
	Errors          []decodeError `json:"errors"`
}

// generated is what the controller makes of one ApplicationSet. With an error it would touch nothing in the cluster.
type generated struct {
	Name         string        `json:"name"`
	Error        string        `json:"error"`
	Reason       string        `json:"reason"`
	Applications []application `json:"applications"`
}

// application is an Application without its status.
type application struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              v1alpha1.ApplicationSpec `json:"spec"`
}

// generate runs the ApplicationSet controller's own generators and renderer over a control directory.
func generate(arguments []string, _ io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	controlDirectory := flags.String("control", "", "directory with Application, ApplicationSet and AppProject files")
	previews := flags.String("previews", "", "directory with the tree that Git generators read")
	api := flags.String("github-api", "", "URL that stands in for every GitHub")
	namespace := flags.String("namespace", "argocd", "the controller's namespace, and of objects that name none")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *controlDirectory == "" || *previews == "" || *api == "" {
		return errors.New("generate needs --control, --previews and --github-api")
	}
	found, refused, err := readControl(*controlDirectory)
	if err != nil {
		return err
	}
	result := answer{ApplicationSets: []generated{}, Applications: []application{}, Problems: []string{}, Errors: refused}
	if len(refused) == 0 {
		result.Errors = []decodeError{}
		found.complete(*namespace, *api)
		if err := result.fill(found, directory(*previews), *namespace); err != nil {
			return err
		}
	}
	if err := json.NewEncoder(out).Encode(result); err != nil {
		return err
	}
	if len(refused) > 0 {
		return errReported
	}
	return nil
}

// complete gives every object a namespace, every GitHub generator the one API, and the cluster its default project.
func (c *control) complete(namespace, api string) {
	for index := range c.ApplicationSets {
		set := &c.ApplicationSets[index]
		set.Namespace = cmp.Or(set.Namespace, namespace)
		eachGitHub(set, func(github *v1alpha1.PullRequestGeneratorGithub) { github.API = api })
	}
	for index := range c.Projects {
		c.Projects[index].Namespace = cmp.Or(c.Projects[index].Namespace, namespace)
	}
	if c.project(v1alpha1.DefaultAppProjectName) == nil {
		c.Projects = append(c.Projects, everythingAllowed(namespace))
	}
}

// project returns the AppProject of that name, or nil.
func (c *control) project(name string) *v1alpha1.AppProject {
	for index := range c.Projects {
		if c.Projects[index].Name == name {
			return &c.Projects[index]
		}
	}
	return nil
}

// everythingAllowed is the project that each Argo CD starts with.
func everythingAllowed(namespace string) v1alpha1.AppProject {
	return v1alpha1.AppProject{
		ObjectMeta: metav1.ObjectMeta{Name: v1alpha1.DefaultAppProjectName, Namespace: namespace},
		Spec: v1alpha1.AppProjectSpec{
			SourceRepos:              []string{"*"},
			Destinations:             []v1alpha1.ApplicationDestination{{Server: "*", Namespace: "*"}},
			ClusterResourceWhitelist: []v1alpha1.ClusterResourceRestrictionItem{{Group: "*", Kind: "*"}},
		},
	}
}

// fill generates every ApplicationSet's Applications and checks all that comes out.
func (a *answer) fill(found *control, previews directory, namespace string) error {
	cluster, err := fakeCluster(found)
	if err != nil {
		return err
	}
	run := newGenerators(cluster, previews, namespace)
	for _, declared := range found.Applications {
		a.Applications = append(a.Applications, withoutStatus(declared))
	}
	for _, set := range found.ApplicationSets {
		a.ApplicationSets = append(a.ApplicationSets, generateOne(set, run, cluster))
	}
	a.Problems = append(a.Problems, problems(found, a)...)
	return nil
}

func generateOne(set v1alpha1.ApplicationSet, run map[string]generators.Generator, cluster client.Client) generated {
	result := generated{Name: set.Name, Applications: []application{}}
	if err := utils.CheckInvalidGenerators(&set); err != nil {
		result.Error = err.Error()
		return result
	}
	logger := log.WithField("applicationset", set.Name)
	applications, reason, err := template.GenerateApplications(logger, set, run, &utils.Render{}, cluster)
	if err != nil {
		result.Error, result.Reason = err.Error(), string(reason)
	}
	for _, item := range applications {
		result.Applications = append(result.Applications, withoutStatus(item))
	}
	return result
}

func withoutStatus(item v1alpha1.Application) application {
	kind := v1alpha1.ApplicationSchemaGroupVersionKind
	return application{
		TypeMeta:   metav1.TypeMeta{APIVersion: kind.GroupVersion().String(), Kind: kind.Kind},
		ObjectMeta: item.ObjectMeta,
		Spec:       item.Spec,
	}
}

// fakeCluster holds the projects, and a Secret for each token that a generator asks for.
func fakeCluster(found *control) (client.Client, error) {
	scheme := runtime.NewScheme()
	if err := errors.Join(corev1.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return nil, err
	}
	builder := fake.NewClientBuilder().WithScheme(scheme)
	for index := range found.Projects {
		builder.WithObjects(&found.Projects[index])
	}
	known := map[client.ObjectKey]*corev1.Secret{}
	for index := range found.ApplicationSets {
		set := &found.ApplicationSets[index]
		eachGitHub(set, func(github *v1alpha1.PullRequestGeneratorGithub) {
			if github.TokenRef != nil {
				secret := inventedToken(set.Namespace, github.TokenRef)
				if earlier := known[client.ObjectKeyFromObject(secret)]; earlier != nil {
					earlier.Data[github.TokenRef.Key] = secret.Data[github.TokenRef.Key]
				} else {
					known[client.ObjectKeyFromObject(secret)] = secret
				}
			}
		})
	}
	for _, secret := range known {
		builder.WithObjects(secret)
	}
	return builder.Build(), nil
}

// newGenerators returns the controller's generators, those that need no second cluster.
func newGenerators(cluster client.Client, previews directory, namespace string) map[string]generators.Generator {
	config := generators.NewSCMConfig("", nil, true, false, inventedApp{}, true)
	run := map[string]generators.Generator{
		"List":        generators.NewListGenerator(),
		"Git":         generators.NewGitGenerator(previews, namespace),
		"PullRequest": generators.NewPullRequestGenerator(cluster, config),
	}
	for range 2 { // a matrix may hold a matrix
		run["Matrix"], run["Merge"] = generators.NewMatrixGenerator(maps.Clone(run)), generators.NewMergeGenerator(maps.Clone(run))
	}
	return run
}
