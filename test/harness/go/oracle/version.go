package main

// kubernetesVersion is set by the linker.
var kubernetesVersion = "unknown"
