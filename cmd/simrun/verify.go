package main

import "github.com/spf13/cobra"

func newVerify(env *environment) *cobra.Command { return &cobra.Command{Use: "verify"} }
