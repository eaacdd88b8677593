// Every declared message against Kafka's own schemas: every field, version, tag, default and
// nullability. The schemas are not part of this tree: the test reads them from the folder that
// $FAULTLINE_KAFKA_SCHEMAS names, else from kafka-schemas in a folder `shared` beside the tree, and
// is skipped where there are none (the samples of Kafka's messages hold the same facts).
#include "core/describe/scalar.h"
#include "tests/core/wire/values/any_message.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace fl::wire {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

fs::path schema_folder() {
  const std::string named = environment("FAULTLINE_KAFKA_SCHEMAS");
  if (!named.empty()) return named;
  return fs::path(environment("FAULTLINE_SOURCE")) / ".." / "shared" / "kafka-schemas";
}

Json schema_of(const fs::path& file) {
  std::ifstream in(file);
  return Json::parse(in, nullptr, true, true);
}

Versions versions_of(const std::string& text) {
  if (text == "none") return kNever;
  Versions versions{0, 0};
  const char* const end = text.data() + text.size();
  const char* rest = std::from_chars(text.data(), end, versions.first).ptr;
  if (rest == end)
    versions.last = versions.first;
  else if (*rest == '+')
    versions.last = kLatestVersion;
  else
    std::from_chars(rest + 1, end, versions.last);
  return versions;
}

Versions versions_of(const Json& schema, const char* key, Versions otherwise) {
  return schema.contains(key) ? versions_of(schema.at(key).get<std::string>()) : otherwise;
}

class Comparison {
 public:
  Comparison(const MessageInfo& info, const Json& schema) : info_(info) {
    if (schema.contains("commonStructs"))
      for (const Json& common : schema.at("commonStructs"))
        commons_[common.at("name").get<std::string>()] = common.at("fields");
  }

  void structure(const Type& type, const Json& fields) {
    ASSERT_EQ(type.kind, Kind::structure);
    ASSERT_EQ(type.fields().size(), fields.size());
    EXPECT_EQ(type.unknown_tags != nullptr, !info_.flexible.empty());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      SCOPED_TRACE(type.fields()[i].name);
      field(type, type.fields()[i], fields[i]);
    }
  }

 private:
  void field(const Type& structure_type, const Field& field, const Json& schema) {
    EXPECT_EQ(json_name(field),
              json_name({.name = schema.at("name").get_ref<const std::string&>()}));
    versions(field, schema);
    EXPECT_EQ(field.tag, schema.value("tag", -1));
    const Json ignorable = schema.value("ignorable", Json(false));
    EXPECT_EQ(field.ignorable, ignorable == true || ignorable == "true");
    type(*field.type, schema.at("type").get<std::string>(), schema);
    initial(field, field.of(structure_type.defaults()), schema);
  }

  void versions(const Field& field, const Json& schema) {
    const Versions exists = versions_of(schema, "versions", kNever);
    const Versions nullable = versions_of(schema, "nullableVersions", kNever);
    const Versions tagged = versions_of(schema, "taggedVersions", kNever);
    const Versions flexible = versions_of(schema, "flexibleVersions", kAlways);
    for (std::int16_t v = info_.versions.first; v <= info_.versions.last; ++v) {
      SCOPED_TRACE(v);
      EXPECT_EQ(field.versions.contains(v), exists.contains(v));
      if (!exists.contains(v)) continue;
      EXPECT_EQ(field.nullable.contains(v), nullable.contains(v));
      EXPECT_EQ(field.tag >= 0 && field.tagged.contains(v), tagged.contains(v));
      EXPECT_EQ(field.flexible.contains(v), flexible.contains(v));
    }
    EXPECT_EQ(field.type->nullable, schema.contains("nullableVersions"));
  }

  void type(const Type& type, const std::string& name, const Json& schema) {
    static const std::map<std::string, Kind> kKinds{
        {"bool", Kind::boolean},  {"int8", Kind::int8},       {"int16", Kind::int16},
        {"uint16", Kind::uint16}, {"int32", Kind::int32},     {"uint32", Kind::uint32},
        {"int64", Kind::int64},   {"float64", Kind::float64}, {"string", Kind::string},
        {"bytes", Kind::bytes},   {"records", Kind::records}, {"uuid", Kind::uuid}};
    if (name.starts_with("[]")) {
      ASSERT_EQ(type.kind, Kind::array);
      return this->type(*type.element, name.substr(2), schema);
    }
    const auto plain = kKinds.find(name);
    if (plain != kKinds.end()) {
      EXPECT_EQ(type.kind, plain->second);
      return;
    }
    structure(type, schema.contains("fields") ? schema.at("fields") : commons_.at(name));
  }

  static void initial(const Field& field, const void* p, const Json& schema) {
    const Type& type = *field.type;
    const Json named = schema.value("default", Json());
    const std::string text = named.is_string() ? named.get<std::string>()
                             : named.is_null() ? ""
                                               : named.dump();
    if (type.nullable) {
      p = type.inner(p);
      ASSERT_EQ(p == nullptr, text == "null" || (type.kind == Kind::records && text.empty()));
      if (p == nullptr) return;
    }
    if (type.kind == Kind::boolean) {
      EXPECT_EQ(load_integer(type.kind, p) != 0, text == "true");
    } else if (is_integer(type.kind)) {
      EXPECT_EQ(load_integer(type.kind, p), text.empty() ? 0 : std::stoll(text, nullptr, 0));
    } else if (type.kind == Kind::string) {
      EXPECT_EQ(*static_cast<const std::string*>(p), text);
    } else if (type.kind == Kind::uuid) {
      EXPECT_TRUE(static_cast<const Uuid*>(p)->is_zero());
    } else if (type.kind == Kind::array) {
      EXPECT_EQ(type.size(p), 0U);
    }
  }

  const MessageInfo& info_;
  std::map<std::string, Json> commons_;
};

TEST(MessageDescriptions, SayWhatKafkasSchemasSay) {
  if (!fs::is_directory(schema_folder())) GTEST_SKIP() << "no schemas at " << schema_folder();
  std::size_t compared = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(schema_folder())) {
    if (entry.path().extension() != ".json") continue;
    const Message* const message = find_message(entry.path().stem().string());
    if (message == nullptr) continue;
    SCOPED_TRACE(message->info.name);
    const Json schema = schema_of(entry.path());
    EXPECT_EQ(schema.at("name"), Json(message->info.name));
    if (message->key >= 0) {
      EXPECT_EQ(schema.at("apiKey"), Json(message->key));
    }
    EXPECT_EQ(versions_of(schema.at("validVersions").get<std::string>()), message->info.versions);
    EXPECT_EQ(versions_of(schema.at("flexibleVersions").get<std::string>()),
              message->info.flexible);
    Comparison(message->info, schema).structure(*message->info.type, schema.at("fields"));
    ++compared;
  }
  EXPECT_EQ(compared, message_table().size());
}

}  // namespace
}  // namespace fl::wire
