#include "core/storage/batch_scan.h"

#include "core/base/assert.h"
#include "core/base/crc32c.h"

namespace fl::storage {
namespace {

constexpr std::int64_t kVerifyPieceBytes = 1 << 20;
constexpr std::int64_t kHeaderPieceBytes = 64 << 10;
constexpr auto kHeaderBytes = static_cast<std::int64_t>(record::kBatchHeaderBytes);

}  // namespace

BatchScan::BatchScan(std::int64_t begin, std::int64_t end, bool verify)
    : verify_(verify), position_(begin), end_(end), valid_end_(begin) {
  FL_ASSERT(begin >= 0);
  if (begin >= end) state_ = State::at_end;
}

BatchScan::Wanted BatchScan::wanted() const {
  FL_ASSERT(state_ == State::running);
  const std::int64_t most = verify_ ? kVerifyPieceBytes : kHeaderPieceBytes;
  return {position_, std::min(most, end_ - position_)};
}

void BatchScan::begin_piece(ByteSpan piece) {
  FL_ASSERT(state_ == State::running);
  // The file is shorter than its listing said: what is missing was torn off.
  const Wanted asked = wanted();
  if (static_cast<std::int64_t>(piece.size()) < asked.size_bytes)
    end_ = position_ + static_cast<std::int64_t>(piece.size());
}

/// The next whole batch of the piece; nothing when another piece is needed or the walk is over.
/// position_ is the file's position of piece[at].
std::optional<ScannedBatch> BatchScan::next(ByteSpan piece, std::size_t& at) {
  if (large_) return take_large(piece, at);
  if (position_ >= end_) {
    state_ = State::at_end;
    return std::nullopt;
  }
  if (end_ - position_ < kHeaderBytes) {
    state_ = State::torn;
    return std::nullopt;
  }
  if (at >= piece.size()) return std::nullopt;
  const ByteSpan rest = piece.subspan(at);
  const auto header = record::parse_batch_header(rest);
  if (!header) return std::nullopt;
  const std::int64_t size = header->size_bytes();
  if (size < kHeaderBytes || header->magic < record::kMagic || header->last_offset_delta < 0 ||
      header->base_offset.value < 0 ||
      header->base_offset.value > INT64_MAX - 1 - header->last_offset_delta) {
    state_ = State::corrupt;
    return std::nullopt;
  }
  if (size > end_ - position_) {
    state_ = State::torn;
    return std::nullopt;
  }
  const bool is_whole = static_cast<std::int64_t>(rest.size()) >= size;
  const std::size_t body_bytes =
      std::min<std::size_t>(kMarkerBytesMax, static_cast<std::size_t>(size - kHeaderBytes));
  const bool has_body = rest.size() >= record::kBatchHeaderBytes + body_bytes;
  if (!is_whole && verify_) {
    if (at == 0) begin_large(rest, *header);
    return std::nullopt;
  }
  if (!has_body && at > 0) return std::nullopt;
  if (verify_ && record::batch_crc(rest.first(static_cast<std::size_t>(size))) != header->crc) {
    state_ = State::corrupt;
    return std::nullopt;
  }
  const ScannedBatch batch{
      *header, position_,
      rest.subspan(record::kBatchHeaderBytes,
                   std::min(body_bytes, rest.size() - record::kBatchHeaderBytes))};
  position_ += size;
  at += static_cast<std::size_t>(
      std::min<std::int64_t>(size, static_cast<std::int64_t>(rest.size())));
  return batch;
}

void BatchScan::begin_large(ByteSpan rest, const record::BatchHeader& header) {
  large_ = header;
  large_crc_ = crc32c(rest.subspan(record::kAttributesAt));
  const std::size_t body = std::min(kMarkerBytesMax, rest.size() - record::kBatchHeaderBytes);
  const ByteSpan head = rest.subspan(record::kBatchHeaderBytes, body);
  large_body_.assign(head.begin(), head.end());
  large_left_ = header.size_bytes() - static_cast<std::int64_t>(rest.size());
  position_ += static_cast<std::int64_t>(rest.size());
}

std::optional<ScannedBatch> BatchScan::take_large(ByteSpan piece, std::size_t& at) {
  // The piece that began it is used up; this is a later one.
  if (large_left_ == 0) return std::nullopt;
  const std::size_t take = std::min(piece.size() - at, static_cast<std::size_t>(large_left_));
  if (take == 0) {
    if (position_ >= end_) state_ = State::torn;
    return std::nullopt;
  }
  large_crc_ = crc32c(piece.subspan(at, take), large_crc_);
  at += take;
  position_ += static_cast<std::int64_t>(take);
  large_left_ -= static_cast<std::int64_t>(take);
  if (large_left_ > 0) return std::nullopt;
  const record::BatchHeader header = *large_;
  large_.reset();
  if (large_crc_ != header.crc) {
    state_ = State::corrupt;
    return std::nullopt;
  }
  return ScannedBatch{header, position_ - header.size_bytes(), large_body_};
}

}  // namespace fl::storage
