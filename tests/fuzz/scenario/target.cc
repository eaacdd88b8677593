// Feeds hostile text to the readers of scenarios and of the action grammar. A mistake they report
// lies within the text.
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "sim/scenario/grammar.h"
#include "sim/scenario/scenario.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fl::as_text({data, size});
  if (const auto scenario = fl::sim::parse_scenario(text); !scenario) {
    FL_ASSERT(scenario.error().place.line >= 0);
    FL_ASSERT(!scenario.error().message.empty());
  }
  if (const auto action = fl::sim::parse_action(text))
    FL_ASSERT(fl::sim::parse_action(action->text).has_value());
  if (const auto condition = fl::sim::parse_condition(text))
    FL_ASSERT(fl::sim::parse_condition(condition->text).has_value());
  static_cast<void>(fl::sim::parse_timeline_entry(text));
  static_cast<void>(fl::sim::parse_expectation(text));
  return 0;
}
