// Command scheduler-oracle asks the real kube-scheduler framework, in process and without an API server, what it
// makes of a scenario: its verdict and score for every pending pod and node, or how fast its algorithm is. It also tells
// how the real controllers hash templates.
//
//	scheduler-oracle verdicts [-tie name|kubernetes] FILE...   answers for scenario files, one JSON object a line
//	scheduler-oracle verdicts [-tie name|kubernetes] -         the same for scenarios on standard input, one a line
//	scheduler-oracle bench -f FILE [-full] [-decisions OUT]    times the scheduling algorithm
//	scheduler-oracle hashes FILE|-                             the pod-template-hash of Deployments' templates, one a line
package main

import (
	"flag"
	"fmt"
	"os"

	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
)

func main() {
	klog.SetOutput(os.Stderr)
	klog.LogToStderr(false)
	metrics.Register()
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scheduler-oracle:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if err := makePreemptionSynchronous(); err != nil {
		return err
	}
	if len(args) > 0 {
		flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
		switch args[0] {
		case "verdicts":
			tie := flags.String("tie", tieByName, "which of the best nodes is chosen: name or kubernetes")
			if err := flags.Parse(args[1:]); err != nil {
				return err
			}
			return verdicts(flags.Args(), *tie)
		case "bench":
			options := benchFlags(flags)
			if err := flags.Parse(args[1:]); err != nil {
				return err
			}
			return bench(options)
		case "hashes":
			if len(args) == 2 {
				return hashes(args[1])
			}
		}
	}
	return fmt.Errorf("usage: scheduler-oracle verdicts [-tie name|kubernetes] FILE...|- | bench -f FILE | hashes FILE|-")
}
