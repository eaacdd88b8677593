// Fills the members of a described struct from texts by property name: the description says which
// member belongs to which property, so that no second list of properties exists.
#pragma once
#include "core/describe/type.h"

#include <optional>
#include <string>

namespace fl::config {

/// Sets one member from the value's normal form; false if the text does not fit its kind (then the
/// member is as before). Null leaves a member that is not nullable as it is.
bool set_member(const Type& type, void* member, const std::optional<std::string>& text);

/// Sets all members; `value_of(name)` gives the text of a property in normal form, or nothing.
template <class Struct, class ValueOf>
void bind(Struct& target, ValueOf&& value_of) {
  static constexpr auto kFields = Struct::fields();
  for (const Field& member : kFields)
    set_member(*member.type, member.member(&target), value_of(member.name));
}

}  // namespace fl::config
