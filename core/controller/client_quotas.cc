#include "core/controller/client_quotas.h"

#include "core/controller/quota_entity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::controller {

namespace {

using metadata::QuotaEntity;
using metadata::QuotaValues;
using wire::ErrorCode;
using Request = wire::AlterClientQuotasRequest;
using Response = wire::AlterClientQuotasResponse;

/// The largest that a quota may be; nothing: it may be a fraction, and as large as it likes.
struct QuotaKey {
  std::string_view name;
  std::optional<double> max;
  std::string_view type;
};

constexpr double kLongMax = 9223372036854775807.0;
constexpr double kIntMax = std::numeric_limits<std::int32_t>::max();

/// Source: golden table of quota configurations.
constexpr std::array kClientKeys{
    QuotaKey{"consumer_byte_rate", kLongMax, "a LONG"},
    QuotaKey{"controller_mutation_rate", std::nullopt, ""},
    QuotaKey{"producer_byte_rate", kLongMax, "a LONG"},
    QuotaKey{"request_percentage", std::nullopt, ""},
};
constexpr std::array kIpKeys{QuotaKey{"connection_creation_rate", kIntMax, "an INT"}};

/// Most records that one request makes.   Source: QuorumController.MAX_RECORDS_PER_USER_OP.
constexpr std::size_t kRecordsPerRequestMax = 10'000;

ApiError invalid(std::string text) {
  return {ErrorCode::invalid_request, std::move(text)};
}

std::string text_of(const QuotaEntity& entity) {
  std::string text;
  for (const std::string& kind : kinds_of(entity))
    text += (text.empty() ? "" : ", ") + kind + "=" + entity.at(kind).value_or("null");
  return "ClientQuotaEntity(entries={" + text + "})";
}

/// Four numbers up to 255, or something with colons.
bool is_address(std::string_view text) {
  if (text.find(':') != std::string_view::npos)
    return text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  int parts = 0;
  while (!text.empty()) {
    std::uint8_t part = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    ++parts;
    if (text.empty()) break;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
    if (text.empty()) return false;
  }
  return parts == 4;
}

/// Kafka asks for the address of a name too; a controller of ours knows no names.
ApiError check_entity(const QuotaEntity& entity) {
  if (entity.empty()) return invalid("Invalid empty client quota entity");
  for (const std::string& kind : kinds_of(entity)) {
    if (!is_quota_kind(kind)) return invalid("Unhandled client quota entity type: " + kind);
    if (const auto& name = entity.at(kind); name && name->empty())
      return invalid("Empty " + kind + " not supported");
  }
  if (!has_kind(entity, kQuotaIp)) return {};
  if (has_kind(entity, kQuotaUser) || has_kind(entity, kQuotaClientId))
    return invalid(
        "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId");
  const auto& address = entity.at(std::string(kQuotaIp));
  if (address && !is_address(*address))
    return invalid(*address + " is not a valid IP or resolvable host.");
  return {};
}

ApiError check_value(std::span<const QuotaKey> keys, const std::string& name, double value) {
  constexpr double kFractionMax = 1e-6;
  const auto key = std::ranges::find(keys, name, &QuotaKey::name);
  if (key == keys.end()) return invalid("Invalid configuration key " + name);
  if (value <= 0) return invalid("Quota " + name + " must be greater than 0");
  if (!key->max) return {};
  if (value > *key->max)
    return invalid("Proposed value for " + name + " is too large for " + std::string(key->type) +
                   ".");
  if (std::fabs(std::fmod(value, 1.0)) > kFractionMax)
    return invalid(name + " cannot be a fractional value.");
  return {};
}

/// New limits by name; nothing: it is removed.
using Changes = std::map<std::string, std::optional<double>>;

ApiError plan(const View& view, const QuotaEntity& entity, const Changes& changes,
              metadata::RecordList& records) {
  if (ApiError error = check_entity(entity); error.is_failure()) return error;
  const std::span<const QuotaKey> keys = has_kind(entity, kQuotaIp)
                                             ? std::span<const QuotaKey>(kIpKeys)
                                             : std::span<const QuotaKey>(kClientKeys);
  static const QuotaValues kNone;
  const QuotaValues* const found = view.image.quotas.find(entity);
  const QuotaValues& now = found == nullptr ? kNone : *found;
  metadata::RecordList planned;
  for (const auto& [name, value] : changes) {
    if (value)
      if (ApiError error = check_value(keys, name, *value); error.is_failure()) return error;
    const auto old = now.find(name);
    if (value ? old != now.end() && old->second == *value : old == now.end()) continue;
    wire::ClientQuotaRecord record;
    record.entity = parts_of<wire::ClientQuotaRecord::EntityData>(entity);
    record.key = name;
    record.value = value.value_or(0);
    record.remove = !value.has_value();
    planned.emplace_back(std::move(record));
  }
  std::ranges::move(planned, std::back_inserter(records));
  return {};
}

Response::EntryData answer_of(const QuotaEntity& entity, ApiError error) {
  Response::EntryData answer;
  answer.error_code = error.code;
  answer.error_message = bounded_text(std::move(error.message));
  answer.entity = parts_of<Response::EntityData>(entity);
  return answer;
}

}  // namespace

Decided<Response> decide_alter_client_quotas(const View& view, const Request& request) {
  Decided<Response> decided;
  std::map<QuotaEntity, std::size_t> answered;
  for (const Request::EntryData& entry : request.entries) {
    QuotaEntity entity;
    for (const Request::EntityData& part : entry.entity)
      entity.insert_or_assign(part.entity_type, part.entity_name);
    Changes changes;
    for (const Request::OpData& op : entry.ops)
      changes.emplace(op.key, op.remove ? std::nullopt : std::optional(op.value));
    const auto [place, is_first] = answered.emplace(entity, decided.response.entries.size());
    ApiError error = is_first && changes.size() == entry.ops.size()
                         ? plan(view, entity, changes, decided.records)
                         : invalid("Ignoring duplicate entity " + text_of(entity));
    Response::EntryData answer = answer_of(entity, std::move(error));
    if (is_first)
      decided.response.entries.push_back(std::move(answer));
    else
      decided.response.entries[place->second] = std::move(answer);
  }
  if (decided.records.size() > kRecordsPerRequestMax) {
    decided.records.clear();
    for (Response::EntryData& answer : decided.response.entries) {
      answer.error_code = ErrorCode::policy_violation;
      answer.error_message = "Unable to perform excessively large batch operation.";
    }
  }
  if (request.validate_only) decided.records.clear();
  return decided;
}

}  // namespace fl::controller
