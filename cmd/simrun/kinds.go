package main

import "github.com/spf13/cobra"

func newKinds(env *environment) *cobra.Command { return &cobra.Command{Use: "kinds"} }
