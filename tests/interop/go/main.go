// franz-go against a broker: create, produce 10,000 records (idempotent), read them back equal, list
// offsets, delete. Usage: go run . BOOTSTRAP, or BOOTSTRAP TOPIC STOP for restless.go. Exits 0 only if everything agreed.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	records        = 10_000
	partitions     = 3
	firstTimestamp = 1_700_000_000_000
)

func require(holds bool, what string, args ...any) {
	if !holds {
		fmt.Fprintf(os.Stderr, "franz-go: "+what+"\n", args...)
		os.Exit(1)
	}
}

func keyOf(i int) []byte {
	if i%10 == 0 {
		return nil
	}
	return []byte(fmt.Sprintf("key-%d", i))
}

func valueOf(i int) []byte {
	if i%13 == 0 {
		return nil
	}
	return []byte(fmt.Sprintf("value-%d-%s", i, strings.Repeat("x", i%100)))
}

func produce(ctx context.Context, bootstrap, topic string, codec kgo.CompressionCodec) {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(codec))
	require(err == nil, "client: %v", err)
	defer client.Close()
	all := make([]*kgo.Record, records)
	for i := range all {
		all[i] = &kgo.Record{Topic: topic, Partition: int32(i % partitions), Key: keyOf(i), Value: valueOf(i),
			Timestamp: time.UnixMilli(firstTimestamp + int64(i))}
		if i%5 == 0 {
			all[i].Headers = []kgo.RecordHeader{{Key: "number", Value: []byte(fmt.Sprint(i))}}
		}
	}
	for i, result := range client.ProduceSync(ctx, all...) {
		require(result.Err == nil, "record %d: %v", i, result.Err)
	}
	for i, record := range all {
		require(record.Offset == int64(i/partitions), "offset of record %d is %d", i, record.Offset)
	}
}

func consume(ctx context.Context, bootstrap, topic string) {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	require(err == nil, "client: %v", err)
	defer client.Close()
	seen := 0
	var next [partitions]int64
	for seen < records {
		fetches := client.PollFetches(ctx)
		require(len(fetches.Errors()) == 0, "fetch: %v", fetches.Errors())
		fetches.EachRecord(func(record *kgo.Record) {
			require(record.Offset == next[record.Partition], "offsets without gaps")
			next[record.Partition]++
			i := int(record.Offset)*partitions + int(record.Partition)
			require(bytes.Equal(record.Key, keyOf(i)) && (record.Key == nil) == (keyOf(i) == nil), "key of record %d", i)
			require(bytes.Equal(record.Value, valueOf(i)) && (record.Value == nil) == (valueOf(i) == nil), "value of record %d", i)
			require(record.Timestamp.UnixMilli() == firstTimestamp+int64(i), "timestamp of record %d", i)
			require(len(record.Headers) == map[bool]int{true: 1}[i%5 == 0], "headers of record %d", i)
			seen++
		})
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 120*time.Second)
	defer cancel()
	bootstrap := os.Args[1]
	if len(os.Args) == 4 {
		restless(strings.Split(bootstrap, ","), os.Args[2], os.Args[3])
		return
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	require(err == nil, "client: %v", err)
	admin := kadm.NewClient(client)
	defer admin.Close()
	codecs := map[string]kgo.CompressionCodec{"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(),
		"snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression()}
	for _, name := range []string{"none", "gzip", "snappy", "lz4", "zstd"} {
		topic := "franz-go-" + name
		_, err := admin.CreateTopic(ctx, partitions, 1, map[string]*string{"retention.ms": kadm.StringPtr("-1")}, topic)
		require(err == nil, "create: %v", err)
		produce(ctx, bootstrap, topic, codecs[name])
		consume(ctx, bootstrap, topic)
		ends, err := admin.ListEndOffsets(ctx, topic)
		require(err == nil, "end offsets: %v", err)
		end, _ := ends.Lookup(topic, 1)
		require(end.Offset == 3333, "end offset %d", end.Offset)
		after, err := admin.ListOffsetsAfterMilli(ctx, firstTimestamp+3001, topic)
		require(err == nil, "offsets by time: %v", err)
		found, _ := after.Lookup(topic, 1)
		require(found.Offset == 1000, "offset by timestamp %d", found.Offset)
		_, err = admin.DeleteTopic(ctx, topic)
		require(err == nil, "delete: %v", err)
		fmt.Printf("franz-go, %s: %d records equal\n", name, records)
	}
	fmt.Println("franz-go: all agreed")
}
