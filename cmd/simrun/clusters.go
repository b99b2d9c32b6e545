package main

import (
	"errors"

	"simrun/sim/study/cluster"
)

// task turns --shard task/K into the shard of this task of an array job.
func (e *environment) task(text *string) error {
	shard, err := cluster.Shard(*text, e.lookup)
	var bad *cluster.Error
	if errors.As(err, &bad) {
		return misuse(bad.Hint, "--shard %s: %s", *text, bad.Fact)
	}
	if err == nil {
		*text = shard
	}
	return err
}

// clusters is the topic of simrun help clusters.
const clusters = `A run is divided into K shards. Each is computed by one command, anywhere, in any
order, and twice if need be, into one folder; merge then makes the result, or names
the shards that are missing. It is the result of one run of all trials, to the last
bit. In an array job --shard task/K takes the shard from the index of the task, of

  Slurm        SLURM_ARRAY_TASK_ID         from 1
  Grid Engine  SGE_TASK_ID                 from 1
  LSF          LSB_JOBINDEX                from 1
  PBS          PBS_ARRAY_INDEX             from 1
  AWS Batch    AWS_BATCH_JOB_ARRAY_INDEX   from 0
  Kubernetes   JOB_COMPLETION_INDEX        from 0

K stands there in full, since a scheduler that repeats some tasks counts only these.
--resume goes on from what an interrupted task has written, and costs nothing when
the shard is complete. The folder is one that all machines share; paths are best
absolute. A merge comes after the last task however the tasks ended: it says itself
what is missing. A program that sees more processors than it was given wants
GOMAXPROCS or --workers. A shard of a minute or more makes the time that a scheduler
takes for a task negligible.

Slurm

  simrun submit scenario.toml --shards 16

or by hand

  sbatch --array=1-16 --requeue --open-mode=append --parsable --wrap 'exec simrun run scenario.toml --shard task/16 --resume --output out --quiet'
  sbatch --dependency=afterany:JOB --wrap 'exec simrun merge out'

Grid Engine

  qsub -cwd -b y -N shards -t 1-16 simrun run scenario.toml --shard task/16 --resume --output out --quiet
  qsub -cwd -b y -hold_jid shards simrun merge out

LSF

  bsub -J 'shards[1-16]' simrun run scenario.toml --shard task/16 --resume --output out --quiet
  bsub -w 'ended(shards)' simrun merge out

PBS

  qsub -J 1-16 -N shards -- /shared/simrun run /shared/scenario.toml --shard task/16 --resume --output /shared/out --quiet
  qsub -W depend=afterany:'JOB[]' -- /shared/simrun merge /shared/out

AWS Batch (out on a shared file system that the job definition mounts)

  aws batch submit-job --job-name shards --job-queue QUEUE --job-definition SIMRUN --array-properties size=16 --container-overrides 'command=["simrun","run","/shared/scenario.toml","--shard","task/16","--resume","--output","/shared/out","--quiet"]'
  aws batch submit-job --job-name merge --job-queue QUEUE --job-definition SIMRUN --depends-on jobId=JOB --container-overrides 'command=["simrun","merge","/shared/out"]'

AWS Batch starts the merge only if every task has succeeded; it may be run by hand.

Kubernetes (two manifests; the second is created when the first job has ended, for
which kubectl wait --for=condition=complete job/shards waits, or condition=failed)

  apiVersion: batch/v1
  kind: Job
  metadata: { name: shards }
  spec:
    completionMode: Indexed
    completions: 16
    parallelism: 8
    backoffLimitPerIndex: 3
    template:
      spec:
        restartPolicy: Never
        containers:
        - name: simrun
          image: IMAGE
          command: [simrun, run, /shared/scenario.toml, --shard, task/16, --resume, --output, /shared/out, --quiet]
          volumeMounts: [{ name: shared, mountPath: /shared }]
        volumes: [{ name: shared, persistentVolumeClaim: { claimName: CLAIM } }]
  ---
  apiVersion: batch/v1
  kind: Job
  metadata: { name: merge }
  spec:
    template:
      spec:
        restartPolicy: Never
        containers:
        - name: simrun
          image: IMAGE
          command: [simrun, merge, /shared/out]
          volumeMounts: [{ name: shared, mountPath: /shared }]
        volumes: [{ name: shared, persistentVolumeClaim: { claimName: CLAIM } }]

GNU parallel

  parallel --retries 2 simrun run scenario.toml --shard {}/16 --resume --output out --quiet --workers 1 ::: $(seq 16)
  simrun merge out

Nextflow

  process shard {
    errorStrategy 'retry'; maxRetries 2
    input: path scenario; val i
    output: path 'shard-*.json'
    script: "simrun run $scenario --shard $i/16 --output . --quiet --workers $task.cpus"
  }
  process merge {
    publishDir 'out'
    input: path shards
    output: path 'result.json'
    script: "simrun merge $shards --output ."
  }
  workflow { merge(shard(file('scenario.toml'), Channel.of(1..16)).collect()) }

Snakemake

  rule merge:
      input: expand("out/shard-{i:04d}-of-0016.json", i=range(1, 17))
      output: "out/result.json"
      shell: "simrun merge {input} --output out"
  rule shard:
      input: "scenario.toml"
      output: "out/shard-{i}-of-0016.json"
      threads: 1
      shell: "simrun run {input} --shard $((10#{wildcards.i}))/16 --output out --quiet --workers {threads}"
`
