// Command go-types prints, as JSON, the fields of the Go structures below a pod template (by type a list of
// [Go name, Go type, name in JSON], the last empty for what is inlined) and the lists and maps that have a name.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// opaque types are not what their JSON looks like: who reads the table knows them.
var opaque = map[reflect.Type]bool{
	reflect.TypeOf(resource.Quantity{}):  true,
	reflect.TypeOf(intstr.IntOrString{}): true,
	reflect.TypeOf(metav1.Time{}):        true,
	reflect.TypeOf(metav1.FieldsV1{}):    true,
}

var (
	fields = map[string][][3]string{}
	named  = map[string]string{}
	seen   = map[string]reflect.Type{}
)

func visit(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		if t.Name() != "" {
			named[t.String()] = "[]" + t.Elem().String()
		}
		visit(t.Elem())
		return
	case reflect.Map:
		if t.Name() != "" {
			named[t.String()] = fmt.Sprintf("map[%s]%s", t.Key(), t.Elem())
		}
		visit(t.Key())
		visit(t.Elem())
		return
	}
	name := t.String()
	if known, ok := seen[name]; ok {
		if known != t {
			fail("two types are called " + name)
		}
		return
	}
	seen[name] = t
	if opaque[t] {
		return
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64:
		if t.PkgPath() != "" && t.Kind() != reflect.String {
			fail(name + " is a named type and no text")
		}
	case reflect.Struct:
		if t.NumField() == 0 {
			fail(name + " has no fields: go-spew may take its pointer for one seen before")
		}
		list := [][3]string{}
		for i := range t.NumField() {
			field := t.Field(i)
			tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if tag == "" && !strings.Contains(options, "inline") {
				fail(name + "." + field.Name + " has no name in JSON")
			}
			list = append(list, [3]string{field.Name, field.Type.String(), tag})
			visit(field.Type)
		}
		fields[name] = list
	default:
		fail(fmt.Sprint(name, " is a ", t.Kind()))
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "go-types:", message)
	os.Exit(1)
}

func main() {
	visit(reflect.TypeOf(v1.PodTemplateSpec{}))
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"fields": fields, "named": named}); err != nil {
		fail(err.Error())
	}
}
