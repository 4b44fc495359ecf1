package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/controller"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
)

// hashes reads templates of Deployments as manifests have them, one {"template": …, "collisionCount": …} a line, and
// prints the pod-template-hash of each: that of the template as the API server stores it and a controller reads it.
func hashes(file string) error {
	var input io.Reader = os.Stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return err
		}
		defer opened.Close()
		input = opened
	}
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var asked struct {
			Template       v1.PodTemplateSpec `json:"template"`
			CollisionCount *int32             `json:"collisionCount"`
		}
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		stored, err := storedTemplate(asked.Template)
		if err != nil {
			return err
		}
		fmt.Println(controller.ComputeHash(stored, asked.CollisionCount))
	}
	return lines.Err()
}

func storedTemplate(template v1.PodTemplateSpec) (*v1.PodTemplateSpec, error) {
	scheme := legacyscheme.Scheme
	given := &appsv1.Deployment{Spec: appsv1.DeploymentSpec{Template: template}}
	scheme.Default(given)
	internal := &apps.Deployment{}
	if err := scheme.Convert(given, internal, nil); err != nil {
		return nil, err
	}
	deployment.Strategy.PrepareForCreate(context.Background(), internal)
	stored := &appsv1.Deployment{}
	if err := scheme.Convert(internal, stored, nil); err != nil {
		return nil, err
	}
	data, err := stored.Marshal()
	if err != nil {
		return nil, err
	}
	read := &appsv1.Deployment{}
	if err := read.Unmarshal(data); err != nil {
		return nil, err
	}
	return &read.Spec.Template, nil
}
