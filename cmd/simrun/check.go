package main

import "github.com/spf13/cobra"

func newCheck(env *environment) *cobra.Command { return &cobra.Command{Use: "check"} }
