package main

import (
	"encoding/json"
	"fmt"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	configv1 "k8s.io/kube-scheduler/config/v1"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	configscheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme"
)

// scenario is the input: a list of Kubernetes objects; pods without spec.nodeName are pending.
type scenario struct {
	Name    string            `json:"name"`
	Config  json.RawMessage   `json:"config,omitempty"` // KubeSchedulerConfiguration
	Objects []json.RawMessage `json:"objects"`
}

// objects decodes the scenario's manifests; pods without a UID get their key as one.
func (s scenario) objects() ([]runtime.Object, error) {
	decoder := serializer.NewCodecFactory(clientscheme.Scheme).UniversalDeserializer()
	out := make([]runtime.Object, 0, len(s.Objects))
	for i, raw := range s.Objects {
		object, _, err := decoder.Decode(raw, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", i, err)
		}
		if pod, ok := object.(*v1.Pod); ok && pod.UID == "" {
			pod.UID = types.UID(podKey(pod))
		}
		out = append(out, object)
	}
	return out, nil
}

// configuration is the scenario's KubeSchedulerConfiguration with its defaults, or the default one.
func (s scenario) configuration() (*config.KubeSchedulerConfiguration, error) {
	if len(s.Config) > 0 {
		object, _, err := configscheme.Codecs.UniversalDecoder().Decode(s.Config, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("config: %w", err)
		}
		cfg, ok := object.(*config.KubeSchedulerConfiguration)
		if !ok {
			return nil, fmt.Errorf("config is a %T, not a KubeSchedulerConfiguration", object)
		}
		return cfg, nil
	}
	var versioned configv1.KubeSchedulerConfiguration
	configscheme.Scheme.Default(&versioned)
	cfg := &config.KubeSchedulerConfiguration{}
	return cfg, configscheme.Scheme.Convert(&versioned, cfg, nil)
}

func podKey(pod *v1.Pod) string { return pod.Namespace + "/" + pod.Name }
