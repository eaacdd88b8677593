// The part of Produce that touches a log: checked records are appended, and what became of an entry
// is decided.   Source: ReplicaManager.appendToLocalLog, DelayedProduce.
#pragma once
#include "core/broker/handlers/produce_row.h"
#include "core/broker/server.h"
#include "core/config/topic_config.h"
#include "core/node/context.h"
#include "core/record/validate.h"

#include <expected>
#include <optional>
#include <string_view>

namespace fl::broker {

/// Who may write to internal topics.   Source: AdminUtils.ADMIN_CLIENT_ID.
inline constexpr std::string_view kAdminClientId = "__admin_client";

using Checked = std::expected<std::optional<record::CheckedBatch>, record::Refusal>;

/// Topics that only brokers write.   Source: Topic.INTERNAL_TOPICS.
bool is_internal(std::string_view topic);

record::AppendSettings append_settings_of(const config::TopicConfig& config);

wire::ProduceResponse::PartitionProduceResponse& entry_of(ProduceRow& row,
                                                          const ProduceRow::Pending& pending);

/// Appends what the check let through, or puts the refusal into the entry. Afterwards the entry is
/// decided or its partition knows that it waits.
void append_checked(Server& server, Context& context, ProduceRow& row, std::int64_t row_id,
                    ProduceRow::Pending& pending, const Checked& checked);

/// Decides the entry if its records count by now, or never will.
void decide_entry(Server& server, Context& context, ProduceRow& row, ProduceRow::Pending& pending);

void tell_refused(Context& context, const TopicPartition& name, wire::ErrorCode error,
                  std::string_view why);
void tell_acknowledged(Server& server, Context& context, const ProduceRow& row,
                       const ProduceRow::Pending& pending);

}  // namespace fl::broker
