// Package cluster hands the shards of a run to a scheduler that exists already,
// and says how far they are.
//
// # Contract
//
// A shard is a pure function of the scenario, the seed, its index i and the number
// K of shards, and its file appears whole or not at all. So it does not matter who
// runs it, where, how often, or whether twice at the same time; all that a
// scheduler has to give is an index (Shard reads that of the array tasks of six
// schedulers), and what is complete is read off the shard files. No accounting of a
// scheduler is asked.
//
// # Engines
//
// An Engine knows one scheduler: the script and command line of a job, how a job is
// submitted, which tasks are live. Each is a file with one entry in Engines.
//
// # Safety
//
// No shell sees text of a user but inside single quotes, in job scripts; everywhere
// else it is one element of an argument vector. Text that could end a line is
// refused.
//
// # References
//
//	[slurm] SchedMD. Slurm Workload Manager: documentation. https://slurm.schedmd.com
package cluster
