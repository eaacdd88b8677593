// franz-go in a cluster that fails: its default idempotent producer writes until the file STOP is there, a consumer reads along
// all the while. Each acknowledged record is read once, in order, by that consumer and by one that begins afterwards.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// readAll reads from the beginning until `wanted` returns how many records there are in all and these were read.
func readAll(ctx context.Context, bootstrap []string, topic string, wanted func() (int64, bool)) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap...), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(200*time.Millisecond), kgo.MetadataMinAge(100*time.Millisecond))
	if err != nil {
		return err
	}
	defer client.Close()
	var read int64
	var next [partitions]int64
	for {
		if all, done := wanted(); done && read >= all {
			return nil
		}
		poll, cancel := context.WithTimeout(ctx, time.Second)
		fetches := client.PollFetches(poll)
		cancel()
		if ctx.Err() != nil {
			return fmt.Errorf("only %d records read: %w", read, ctx.Err())
		}
		fetches.EachRecord(func(record *kgo.Record) {
			p := int64(record.Partition)
			if i, bad := strconv.ParseInt(string(record.Value), 10, 64); bad != nil || i != next[p]*partitions+p || record.Offset != next[p] {
				err = fmt.Errorf("partition %d, offset %d (wanted %d): %q", p, record.Offset, next[p], record.Value)
			}
			next[p]++
			read++
		})
		if err != nil {
			return err
		}
	}
}

func restless(bootstrap []string, topic, stop string) {
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Second)
	defer cancel()
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap...), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerLinger(2*time.Millisecond), kgo.MetadataMinAge(100*time.Millisecond), kgo.RecordDeliveryTimeout(60*time.Second))
	require(err == nil, "client: %v", err)
	defer client.Close()
	var sent, acknowledged, total int64
	var isDone atomic.Bool
	readAlong := make(chan error, 1)
	go func() {
		readAlong <- readAll(ctx, bootstrap, topic, func() (int64, bool) { return atomic.LoadInt64(&total), isDone.Load() })
	}()
	for _, missing := os.Stat(stop); missing != nil; _, missing = os.Stat(stop) {
		for n := 0; n < 20; n++ {
			i := sent
			client.Produce(ctx, &kgo.Record{Topic: topic, Partition: int32(i % partitions), Value: []byte(fmt.Sprint(i))},
				func(record *kgo.Record, err error) {
					require(err == nil, "record %d: %v", i, err)
					require(record.Offset == i/partitions, "record %d is acknowledged at offset %d", i, record.Offset)
					atomic.AddInt64(&acknowledged, 1)
				})
			sent++
		}
		time.Sleep(10 * time.Millisecond)
	}
	require(client.Flush(ctx) == nil, "not all records were answered")
	require(atomic.LoadInt64(&acknowledged) == sent, "%d of %d records acknowledged", acknowledged, sent)
	atomic.StoreInt64(&total, sent)
	isDone.Store(true)
	err = <-readAlong
	require(err == nil, "reading along: %v", err)
	err = readAll(ctx, bootstrap, topic, func() (int64, bool) { return sent, true })
	require(err == nil, "reading afterwards: %v", err)
	fmt.Printf("franz-go: %d records through kills, a move and a rolling restart: 0 lost, 0 repeated, in order\n", sent)
}
