// The tables of error codes and APIs against Kafka's.
#include "core/wire/api.h"
#include "core/wire/error_code.h"
#include "core/wire/message_table.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fl::wire {
namespace {

using Json = nlohmann::json;

bool listens(const Json& api, std::string_view listener) {
  for (const Json& name : api.at("listeners"))
    if (name == listener) return true;
  return false;
}

TEST(ErrorTable, IsKafkas) {
  const Json table = Json::parse(golden::read_text("tables/errors.json"));
  const Json& wanted = table.at("errors");
  ASSERT_EQ(error_table().size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const ErrorInfo& error = error_table()[i];
    SCOPED_TRACE(error.name);
    EXPECT_EQ(Json(static_cast<std::int16_t>(error.code)), wanted[i].at("code"));
    EXPECT_EQ(Json(error.name), wanted[i].at("name"));
    EXPECT_EQ(Json(error.message), wanted[i].at("message"));
    EXPECT_EQ(Json(error.retriable), wanted[i].at("retriable"));
    EXPECT_EQ(Json(error.invalidates_metadata), wanted[i].at("refreshesMetadata"));
    EXPECT_EQ(&info_of(error.code), &error);
    EXPECT_EQ(name_of(error.code), error.name);
  }
}

TEST(ErrorTable, TakesANumberThatItLacksForAnUnknownServerError) {
  EXPECT_EQ(info_of(static_cast<ErrorCode>(32000)).code, ErrorCode::unknown_server_error);
  EXPECT_EQ(info_of(static_cast<ErrorCode>(-2)).code, ErrorCode::unknown_server_error);
  EXPECT_EQ(name_of(static_cast<ErrorCode>(-2)), "");
}

void check_versions(const ApiInfo& api, const Json& wanted) {
  EXPECT_EQ(Json(api.versions.first), wanted.at("oldest"));
  EXPECT_EQ(Json(api.versions.last), wanted.at("latest"));
  EXPECT_EQ(Json(api.stable().last), wanted.at("latestStable"));
  EXPECT_EQ(Json(api.advertised().first), wanted.value("advertisedOldest", wanted.at("oldest")));
  if (wanted.contains("firstFlexible") && !wanted.at("firstFlexible").is_null()) {
    EXPECT_EQ(Json(api.first_flexible), wanted.at("firstFlexible"));
  }
  for (std::int16_t v = api.versions.first; v <= api.versions.last; ++v) {
    const auto index = static_cast<std::size_t>(v - api.versions.first);
    EXPECT_EQ(Json(request_header_version(api.key, v)),
              wanted.at("requestHeaderVersions").at(index));
    EXPECT_EQ(Json(response_header_version(api.key, v)),
              wanted.at("responseHeaderVersions").at(index));
  }
}

TEST(ApiTable, IsKafkas) {
  const Json table = Json::parse(golden::read_text("tables/apis.json"));
  const Json& wanted = table.at("apis");
  ASSERT_EQ(api_table().size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const ApiInfo& api = api_table()[i];
    SCOPED_TRACE(api.name);
    EXPECT_EQ(Json(static_cast<std::int16_t>(api.key)), wanted[i].at("id"));
    EXPECT_EQ(Json(api.name), wanted[i].at("name"));
    EXPECT_EQ(Json(api.cluster_action), wanted[i].at("clusterAction"));
    EXPECT_EQ(Json(api.forwardable), wanted[i].at("forwardable"));
    EXPECT_EQ(api.on_broker, listens(wanted[i], "broker"));
    EXPECT_EQ(api.on_controller, listens(wanted[i], "controller"));
    EXPECT_EQ(find_api(api.key), &api);
    EXPECT_EQ(api.versions.empty(), wanted[i].contains("noVersions"));
    if (!api.versions.empty()) check_versions(api, wanted[i]);
  }
}

TEST(ApiTable, AgreesWithTheMessages) {
  for (const ApiInfo& api : api_table()) {
    const Message* const request = find_request(api.key);
    EXPECT_EQ(request != nullptr, find_response(api.key) != nullptr) << api.name;
    EXPECT_TRUE(!api.served || request != nullptr) << api.name;
    if (request == nullptr) continue;
    EXPECT_EQ(request->info.versions, api.versions) << api.name;
    // A schema may say "flexible from 0" of a message whose version 0 is gone.
    EXPECT_EQ(std::max(request->info.flexible.first, api.versions.first), api.first_flexible)
        << api.name;
  }
}

TEST(ApiTable, HasNoRowForAnUnknownKey) {
  EXPECT_EQ(find_api(static_cast<ApiKey>(93)), nullptr);
  EXPECT_EQ(find_api(static_cast<ApiKey>(-1)), nullptr);
  EXPECT_EQ(name_of(static_cast<ApiKey>(93)), "");
}

}  // namespace
}  // namespace fl::wire
