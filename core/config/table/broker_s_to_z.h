// Broker properties from s to z, sorted by name; a row is read from left to right: name, type,
// default in 4.3, valid values, and what differs in older releases.   Source: KafkaConfig
// of 3.2.3, 3.9.1, 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kBrokerSToZ{
    row("sasl.client.callback.handler.class", class_name, kNull),
    row("sasl.enabled.mechanisms", list, "GSSAPI").per_broker(),
    row("sasl.jaas.config", password, kNull).per_broker().secret(),
    row("sasl.kerberos.kinit.cmd", string, "/usr/bin/kinit").per_broker(),
    row("sasl.kerberos.min.time.before.relogin", int64, "60000").per_broker(),
    row("sasl.kerberos.principal.to.local.rules", list, "DEFAULT").per_broker(),
    row("sasl.kerberos.service.name", string, kNull).per_broker(),
    row("sasl.kerberos.ticket.renew.jitter", float64, "0.05").per_broker(),
    row("sasl.kerberos.ticket.renew.window.factor", float64, "0.8").per_broker(),
    row("sasl.login.callback.handler.class", class_name, kNull),
    row("sasl.login.class", class_name, kNull),
    row("sasl.login.connect.timeout.ms", int32, kNull).low(),
    row("sasl.login.read.timeout.ms", int32, kNull).low(),
    row("sasl.login.refresh.buffer.seconds", int16, "300").per_broker(),
    row("sasl.login.refresh.min.period.seconds", int16, "60").per_broker(),
    row("sasl.login.refresh.window.factor", float64, "0.8").per_broker(),
    row("sasl.login.refresh.window.jitter", float64, "0.05").per_broker(),
    row("sasl.login.retry.backoff.max.ms", int64, "10000").low(),
    row("sasl.login.retry.backoff.ms", int64, "100").low(),
    row("sasl.mechanism.controller.protocol", string, "GSSAPI").high(),
    row("sasl.mechanism.inter.broker.protocol", string, "GSSAPI").per_broker(),
    row("sasl.oauthbearer.assertion.algorithm", string, "RS256")
        .checked("(case insensitive) [ES256, RS256]")
        .since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.aud", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.exp.seconds", int32, "300")
        .checked("[0,...,86400]")
        .low()
        .since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.iss", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.jti.include", boolean, "false").since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.nbf.seconds", int32, "60")
        .checked("[0,...,3600]")
        .low()
        .since(Release::v4_3),
    row("sasl.oauthbearer.assertion.claim.sub", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.assertion.file", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.assertion.private.key.file", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.assertion.private.key.passphrase", password, kNull)
        .secret()
        .since(Release::v4_3),
    row("sasl.oauthbearer.assertion.template.file", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.client.credentials.client.id", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.client.credentials.client.secret", password, kNull)
        .secret()
        .since(Release::v4_3),
    row("sasl.oauthbearer.clock.skew.seconds", int32, "30").low(),
    row("sasl.oauthbearer.expected.audience", list, "")
        .high()
        .was(Release::v3_9, list, kNull)
        .was(Release::v3_2, list, kNull),
    row("sasl.oauthbearer.expected.issuer", string, kNull).high(),
    row("sasl.oauthbearer.jwks.endpoint.refresh.ms", int64, "3600000").low(),
    row("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", int64, "10000").low(),
    row("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", int64, "100").low(),
    row("sasl.oauthbearer.jwks.endpoint.url", string, kNull),
    row("sasl.oauthbearer.jwt.retriever.class", class_name,
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever")
        .since(Release::v4_3),
    row("sasl.oauthbearer.jwt.validator.class", class_name,
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator")
        .since(Release::v4_3),
    row("sasl.oauthbearer.scope", string, kNull).since(Release::v4_3),
    row("sasl.oauthbearer.scope.claim.name", string, "scope").low(),
    row("sasl.oauthbearer.sub.claim.name", string, "sub").low(),
    row("sasl.oauthbearer.token.endpoint.url", string, kNull),
    row("sasl.server.callback.handler.class", class_name, kNull),
    row("sasl.server.max.receive.size", int32, "524288"),
    row("security.inter.broker.protocol", string, "PLAINTEXT")
        .checked("[PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL]"),
    row("security.providers", string, kNull).low(),
    row("server.max.startup.time.ms", int64, "9223372036854775807")
        .checked("[0,...]")
        .hidden()
        .since(Release::v3_9),
    row("share.coordinator.append.linger.ms", int32, "-1").checked("[-1,...]").since(Release::v4_3),
    row("share.coordinator.cached.buffer.max.bytes", int32, "1048588")
        .checked("[524288,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("share.coordinator.cold.partition.snapshot.interval.ms", int32, "300000")
        .checked("[1,...]")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("share.coordinator.load.buffer.size", int32, "5242880")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.coordinator.snapshot.update.records.per.snapshot", int32, "500")
        .checked("[0,...,500]")
        .since(Release::v4_3),
    row("share.coordinator.state.topic.compression.codec", int32, "0").high().since(Release::v4_3),
    row("share.coordinator.state.topic.min.isr", int16, "2")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.coordinator.state.topic.num.partitions", int32, "50")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.coordinator.state.topic.prune.interval.ms", int32, "300000")
        .checked("[1,...]")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("share.coordinator.state.topic.replication.factor", int16, "3")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.coordinator.state.topic.segment.bytes", int32, "104857600")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.coordinator.threads", int32, "1").checked("[1,...]").since(Release::v4_3),
    row("share.coordinator.write.timeout.ms", int32, "5000")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("share.fetch.purgatory.purge.interval.requests", int32, "1000").since(Release::v4_3),
    row("socket.connection.setup.timeout.max.ms", int64, "30000"),
    row("socket.connection.setup.timeout.ms", int64, "10000"),
    row("socket.listen.backlog.size", int32, "50")
        .checked("[1,...]")
        .about("Connections that may wait to be accepted."),
    row("socket.receive.buffer.bytes", int32, "102400")
        .high()
        .about(
            "Size of the kernel's receive buffer of a connection; -1 leaves the system's default."),
    row("socket.request.max.bytes", int32, "104857600")
        .checked("[1,...]")
        .high()
        .about("Largest request in bytes; a larger one closes its connection."),
    row("socket.send.buffer.bytes", int32, "102400")
        .high()
        .about("Size of the kernel's send buffer of a connection; -1 leaves the system's default."),
    row("ssl.allow.dn.changes", boolean, "false").low().since(Release::v3_9),
    row("ssl.allow.san.changes", boolean, "false").low().since(Release::v3_9),
    row("ssl.cipher.suites", list, "").per_broker(),
    row("ssl.client.auth", string, "none").checked("[required, requested, none]").per_broker(),
    row("ssl.enabled.protocols", list, "TLSv1.2,TLSv1.3").per_broker(),
    row("ssl.endpoint.identification.algorithm", string, "https").low().per_broker(),
    row("ssl.engine.factory.class", class_name, kNull).low().per_broker(),
    row("ssl.key.password", password, kNull).per_broker().secret(),
    row("ssl.keymanager.algorithm", string, "SunX509").per_broker(),
    row("ssl.keystore.certificate.chain", password, kNull).per_broker().secret(),
    row("ssl.keystore.key", password, kNull).per_broker().secret(),
    row("ssl.keystore.location", string, kNull).per_broker(),
    row("ssl.keystore.password", password, kNull).per_broker().secret(),
    row("ssl.keystore.type", string, "JKS").per_broker(),
    row("ssl.principal.mapping.rules", string, "DEFAULT").low(),
    row("ssl.protocol", string, "TLSv1.3").per_broker(),
    row("ssl.provider", string, kNull).per_broker(),
    row("ssl.secure.random.implementation", string, kNull).low().per_broker(),
    row("ssl.trustmanager.algorithm", string, "PKIX").per_broker(),
    row("ssl.truststore.certificates", password, kNull).per_broker().secret(),
    row("ssl.truststore.location", string, kNull).per_broker(),
    row("ssl.truststore.password", password, kNull).per_broker().secret(),
    row("ssl.truststore.type", string, "JKS").per_broker(),
    row("telemetry.max.bytes", int32, "1048576").checked("[1,...]").low().since(Release::v3_9),
    row("transaction.abort.timed.out.transaction.cleanup.interval.ms", int32, "10000")
        .checked("[1,...]")
        .low(),
    row("transaction.max.timeout.ms", int32, "900000")
        .checked("[1,...]")
        .high()
        .about("Longest transaction that a producer may ask for."),
    row("transaction.partition.verification.enable", boolean, "true")
        .low()
        .cluster_wide()
        .since(Release::v3_9),
    row("transaction.remove.expired.transaction.cleanup.interval.ms", int32, "3600000")
        .checked("[1,...]")
        .low(),
    row("transaction.state.log.load.buffer.size", int32, "5242880").checked("[1,...]").high(),
    row("transaction.state.log.min.isr", int32, "2").checked("[1,...]").high(),
    row("transaction.state.log.num.partitions", int32, "50")
        .checked("[1,...]")
        .high()
        .about("Partitions of the topic of transaction states."),
    row("transaction.state.log.replication.factor", int16, "3")
        .checked("[1,...]")
        .high()
        .about("Replicas of the topic of transaction states."),
    row("transaction.state.log.segment.bytes", int32, "104857600").checked("[1,...]").high(),
    row("transaction.two.phase.commit.enable", boolean, "false").low().since(Release::v4_3),
    row("transactional.id.expiration.ms", int32, "604800000")
        .checked("[1,...]")
        .high()
        .about("A transactional id without use is forgotten after so long."),
    row("unclean.leader.election.enable", boolean, "false")
        .high()
        .cluster_wide()
        .about("Whether a replica outside the in-sync set may lead, losing records."),
    row("unclean.leader.election.interval.ms", int64, "300000")
        .checked("[1,...]")
        .hidden()
        .since(Release::v3_9),
    row("unstable.api.versions.enable", boolean, "false").high().hidden().since(Release::v3_9),
    row("unstable.feature.versions.enable", boolean, "false").high().hidden().since(Release::v3_9),
    row("zookeeper.clientCnxnSocket", string, kNull).until(Release::v3_9),
    row("zookeeper.connect", string, kNull).until(Release::v3_9),
    row("zookeeper.connection.timeout.ms", int32, kNull).until(Release::v3_9),
    row("zookeeper.max.in.flight.requests", int32, "10").until(Release::v3_9),
    row("zookeeper.metadata.migration.enable", boolean, "false")
        .until(Release::v3_9)
        .since(Release::v3_9),
    row("zookeeper.metadata.migration.min.batch.size", int32, "200")
        .until(Release::v3_9)
        .since(Release::v3_9),
    row("zookeeper.session.timeout.ms", int32, "18000").until(Release::v3_9),
    row("zookeeper.set.acl", boolean, "false").until(Release::v3_9),
    row("zookeeper.ssl.cipher.suites", list, kNull).until(Release::v3_9),
    row("zookeeper.ssl.client.enable", boolean, "false").until(Release::v3_9),
    row("zookeeper.ssl.crl.enable", boolean, "false").until(Release::v3_9),
    row("zookeeper.ssl.enabled.protocols", list, kNull).until(Release::v3_9),
    row("zookeeper.ssl.endpoint.identification.algorithm", string, "HTTPS").until(Release::v3_9),
    row("zookeeper.ssl.keystore.location", string, kNull).until(Release::v3_9),
    row("zookeeper.ssl.keystore.password", password, kNull).until(Release::v3_9),
    row("zookeeper.ssl.keystore.type", string, kNull).until(Release::v3_9),
    row("zookeeper.ssl.ocsp.enable", boolean, "false").until(Release::v3_9),
    row("zookeeper.ssl.protocol", string, "TLSv1.2").until(Release::v3_9),
    row("zookeeper.ssl.truststore.location", string, kNull).until(Release::v3_9),
    row("zookeeper.ssl.truststore.password", password, kNull).until(Release::v3_9),
    row("zookeeper.ssl.truststore.type", string, kNull).until(Release::v3_9),
};

}  // namespace fl::config
