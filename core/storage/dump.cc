#include "core/storage/dump.h"

#include "core/record/batches.h"
#include "core/record/control.h"
#include "core/record/reader.h"
#include "core/storage/index.h"
#include "core/storage/producer_state.h"

#include <limits>
#include <optional>
#include <string_view>

namespace fl::storage {

namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

std::string number(std::int64_t value) {
  return std::to_string(value);
}

std::string truth(bool value) {
  return value ? "true" : "false";
}

std::string codec_name(std::uint8_t bits) {
  const auto codec = record::codec_of_bits(bits);
  return codec ? std::string(record::name_of(*codec)) : "unknown(" + number(bits) + ")";
}

std::string timestamp_name(const record::BatchHeader& header) {
  return header.timestamp_type() == record::TimestampType::log_append_time ? "LogAppendTime"
                                                                           : "CreateTime";
}

std::string batch_line(const record::BatchHeader& header, std::size_t position, bool is_valid) {
  const std::string horizon = header.has_delete_horizon()
                                  ? "OptionalLong[" + number(header.base_timestamp.value) + "]"
                                  : "OptionalLong.empty";
  std::string line = "baseOffset: " + number(header.base_offset.value);
  line += " lastOffset: " + number(header.last_offset().value);
  line += " count: " + number(header.record_count);
  line += " baseSequence: " + number(header.base_sequence.value);
  line += " lastSequence: " + number(header.last_sequence().value);
  line += " producerId: " + number(header.producer_id.value);
  line += " producerEpoch: " + number(header.producer_epoch.value);
  line += " partitionLeaderEpoch: " + number(header.leader_epoch.value);
  line += " isTransactional: " + truth(header.is_transactional());
  line += " isControl: " + truth(header.is_control());
  line += " deleteHorizonMs: " + horizon;
  line += " position: " + number(static_cast<std::int64_t>(position));
  line += " " + timestamp_name(header) + ": " + number(header.max_timestamp.value);
  line += " size: " + number(header.size_bytes());
  line += " magic: " + number(header.magic);
  line += " compresscodec: " + codec_name(header.codec_bits());
  line += " crc: " + number(header.crc);
  return line + " isvalid: " + truth(is_valid) + "\n";
}

std::string size_of(const std::optional<ByteSpan>& bytes) {
  return number(bytes ? static_cast<std::int64_t>(bytes->size()) : -1);
}

std::string control_text(const record::RecordView& view) {
  if (const auto marker = record::end_transaction_marker(view))
    return " endTxnMarker: " + std::string(name_of(marker->type)) +
           " coordinatorEpoch: " + number(marker->coordinator_epoch);
  const auto type = record::control_type_of(view);
  return type ? " " + std::string(name_of(*type)) : " unknown control record";
}

std::string record_line(const record::BatchHeader& header, const record::RecordView& view,
                        bool prints_data) {
  std::string line = "| offset: " + number(view.offset.value);
  line += " " + timestamp_name(header) + ": " + number(view.timestamp.value);
  line += " keySize: " + size_of(view.key) + " valueSize: " + size_of(view.value);
  line += " sequence: " + number(view.sequence.value) + " headerKeys: [";
  bool is_first = true;
  for (const record::HeaderView& record_header : view.headers()) {
    if (!is_first) line += ',';
    is_first = false;
    line += as_text(record_header.key);
  }
  line += "]";
  if (header.is_control()) return line + control_text(view) + "\n";
  if (prints_data && view.key) line += " key: " + std::string(as_text(*view.key));
  if (prints_data && view.value) line += " payload: " + std::string(as_text(*view.value));
  return line + "\n";
}

std::string dump_batch(const Slice& batch, std::size_t position, const DumpOptions& options) {
  const auto header = record::parse_batch_header(batch);
  if (!header)
    return "a batch at position " + number(static_cast<std::int64_t>(position)) + " is too short\n";
  if (header->magic != record::kMagic)
    return "a batch of magic " + number(header->magic) + " at position " +
           number(static_cast<std::int64_t>(position)) + "\n";
  std::string text = batch_line(*header, position, record::batch_crc(batch) == header->crc);
  if (!options.deep && !options.print_data) return text;
  const record::OpenResult opened = record::open_batch(batch);
  if (opened.error != record::ReadError::none)
    return text + "| cannot be read: " + std::string(record::text_of(opened.error)) + "\n";
  record::RecordReader reader(opened.batch);
  while (const auto view = reader.next())
    text += record_line(*header, *view, options.print_data);
  if (reader.error() != record::ReadError::none)
    text += "| cannot be read further: " + std::string(record::text_of(reader.error())) + "\n";
  return text;
}

}  // namespace

std::string dump_log_file(const Slice& bytes, Offset base, const DumpOptions& options) {
  std::string text = "Log starting offset: " + number(base.value) + "\n";
  record::BatchScanner scanner(bytes);
  while (const auto batch = scanner.next())
    text += dump_batch(bytes.sub(batch->begin, batch->bytes.size()), batch->begin, options);
  if (scanner.position() < bytes.size())
    text += "Found " + number(static_cast<std::int64_t>(bytes.size() - scanner.position())) +
            " invalid bytes at the end of the file\n";
  return text;
}

std::string dump_offset_index(const Slice& bytes, Offset base, const std::string& name) {
  const OffsetIndex index(bytes);
  std::string text;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const IndexEntry entry = index[i];
    // Zeros behind the last entry: a file that was allocated ahead and never cut.
    if (entry.relative_offset == 0 && entry.position == 0 && i > 0) break;
    text += "offset: " + number(base.value + entry.relative_offset) +
            " position: " + number(entry.position) + "\n";
  }
  return text.empty() ? name + " is empty.\n" : text;
}

std::string dump_time_index(const Slice& bytes, Offset base, const std::string& name) {
  const TimeIndex index(bytes);
  std::string text;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const TimeIndexEntry entry = index[i];
    if (entry.timestamp.value == 0 && entry.relative_offset == 0 && i > 0) break;
    text += "timestamp: " + number(entry.timestamp.value) +
            " offset: " + number(base.value + entry.relative_offset) + "\n";
  }
  return text.empty() ? name + " is empty.\n" : text;
}

std::string dump_txn_index(ByteSpan bytes, const std::string& name) {
  const AbortedTxnsRead txns = parse_aborted_txns(bytes, Offset(INT64_MIN));
  if (txns.is_version_unknown) return name + " cannot be read: unknown version\n";
  std::string text;
  for (const AbortedTxn& txn : txns.entries)
    text += "version: 0 producerId: " + number(txn.producer_id.value) +
            " firstOffset: " + number(txn.first_offset.value) +
            " lastOffset: " + number(txn.last_offset.value) +
            " lastStableOffset: " + number(txn.last_stable_offset.value) + "\n";
  return text;
}

std::string dump_producer_snapshot(ByteSpan bytes, const std::string& name) {
  const auto states = parse_producer_snapshot(bytes, Timestamp(0), kForever);
  if (!states) return name + " cannot be read: wrong version, length or checksum\n";
  std::string text;
  states->for_each([&text](ProducerId id, const ProducerEntry& entry) {
    const std::string first =
        entry.transaction_first_offset
            ? "OptionalLong[" + number(entry.transaction_first_offset->value) + "]"
            : "OptionalLong.empty";
    text += "producerId: " + number(id.value) + " producerEpoch: " + number(entry.epoch.value) +
            " coordinatorEpoch: " + number(entry.coordinator_epoch) +
            " currentTxnFirstOffset: " + first +
            " lastTimestamp: " + number(entry.last_timestamp.value);
    if (!entry.is_empty()) {
      const ProducerBatch& batch = entry.last();
      text += " firstSequence: " + number(batch.first_sequence().value) +
              " lastSequence: " + number(batch.last_sequence.value) +
              " lastOffset: " + number(batch.last_offset.value) +
              " offsetDelta: " + number(batch.offset_delta) +
              " timestamp: " + number(batch.timestamp.value);
    }
    text += "\n";
  });
  return text;
}

}  // namespace fl::storage
