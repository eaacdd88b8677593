// Carries a verdict through Done.bytes: one byte that says what follows, then the header and, for a
// batch written anew, its record bytes. See check_job.h.
#include "core/record/check_job.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

#include <string>

namespace fl::record {
namespace {

enum class Verdict : std::uint8_t { nothing, kept, rebuilt, refused };

class CheckJob final : public Job {
 public:
  CheckJob(Slice records, const AppendSettings& settings, Timestamp now)
      : records_(std::move(records)),
        settings_(settings),
        partition_(settings.partition),
        now_(now) {
    settings_.partition = partition_;
  }

  std::string_view name() const override { return "check batch"; }

  Slice run() const override {
    const auto checked = check_for_append(records_, settings_, now_);
    ByteVector out;
    Writer writer(out);
    if (!checked) {
      write_refusal(writer, checked.error());
    } else if (!*checked) {
      writer.u8(static_cast<std::uint8_t>(Verdict::nothing));
    } else {
      const CheckedBatch& batch = **checked;
      writer.u8(static_cast<std::uint8_t>(batch.was_rebuilt ? Verdict::rebuilt : Verdict::kept));
      writer.i32(batch.records_converted);
      writer.bytes(header_bytes(batch.header));
      if (batch.was_rebuilt) writer.bytes(batch.rest);
    }
    return Slice(std::move(out));
  }

  std::int64_t cost_bytes() const override { return static_cast<std::int64_t>(records_.size()); }

 private:
  static void write_text(Writer& out, const std::string& text) {
    out.i32(static_cast<std::int32_t>(text.size()));
    out.bytes(as_bytes(text));
  }

  static void write_refusal(Writer& out, const Refusal& refusal) {
    out.u8(static_cast<std::uint8_t>(Verdict::refused));
    out.i16(static_cast<std::int16_t>(refusal.error));
    write_text(out, refusal.message);
    out.i32(static_cast<std::int32_t>(refusal.record_errors.size()));
    for (const RecordError& error : refusal.record_errors) {
      out.i32(error.batch_index);
      write_text(out, error.message);
    }
  }

  Slice records_;
  AppendSettings settings_;
  std::string partition_;
  Timestamp now_;
};

std::string read_text(Reader& in) {
  const std::int32_t size = in.i32();
  return std::string(as_text(in.take(static_cast<std::size_t>(size))));
}

Refusal read_refusal(Reader& in) {
  Refusal refusal{.error = static_cast<wire::ErrorCode>(in.i16()), .message = read_text(in)};
  const std::int32_t count = in.i32();
  for (std::int32_t i = 0; i < count && in.ok(); ++i) {
    const std::int32_t batch_index = in.i32();
    refusal.record_errors.push_back({.batch_index = batch_index, .message = read_text(in)});
  }
  FL_ASSERT(in.ok());
  return refusal;
}

}  // namespace

std::shared_ptr<const Job> check_job(Slice records, const AppendSettings& settings, Timestamp now) {
  return std::make_shared<const CheckJob>(std::move(records), settings, now);
}

std::expected<std::optional<CheckedBatch>, Refusal> check_result(const Slice& result,
                                                                 const Slice& records) {
  Reader in(result);
  const auto verdict = static_cast<Verdict>(in.u8());
  if (verdict == Verdict::nothing) return std::optional<CheckedBatch>();
  if (verdict == Verdict::refused) return std::unexpected(read_refusal(in));
  CheckedBatch batch{.records_converted = in.i32(), .was_rebuilt = verdict == Verdict::rebuilt};
  const std::optional<BatchHeader> header = parse_batch_header(in.take(kBatchHeaderBytes));
  FL_ASSERT(header.has_value());
  batch.header = *header;
  if (batch.was_rebuilt) {
    batch.rest = result.from(in.position());
  } else {
    // The first batch of the request is the only one, or it would have been refused.
    const auto size = static_cast<std::size_t>(header->size_bytes());
    FL_ASSERT(size <= records.size());
    batch.rest = records.sub(kBatchHeaderBytes, size - kBatchHeaderBytes);
  }
  return std::optional<CheckedBatch>(std::move(batch));
}

}  // namespace fl::record
