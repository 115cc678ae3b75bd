package io.qsstream.helm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;

/**
 * What each kind's publisher says of it. Kubernetes' kinds: the classes generated from its OpenAPI description, which
 * know every field, the required ones and their types. Strimzi's: the classes its CRDs are generated from. The
 * Prometheus operator's: classes generated from its Go types. Of the last two unknown fields, types and enums are
 * held; required fields are not.
 */
final class PublishedSchemas {

    private static final Map<String, Class<?>> KUBERNETES = Map.of(
            "v1/ConfigMap", V1ConfigMap.class,
            "v1/Secret", V1Secret.class,
            "v1/Service", V1Service.class,
            "v1/ServiceAccount", V1ServiceAccount.class,
            "apps/v1/Deployment", V1Deployment.class,
            "apps/v1/StatefulSet", V1StatefulSet.class,
            "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class,
            "networking.k8s.io/v1/Ingress", V1Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class);

    private static final Map<String, Class<?>> OPERATORS = Map.of(
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
            "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1/KafkaUser", KafkaUser.class);

    /** The classes keep unknown fields, and leave defaults out when written back: here neither. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }

                @Override
                public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
                    return JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS);
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** What is wrong with a manifest, or empty. */
    static Optional<String> mistake(Manifest manifest) {
        String kind = manifest.apiVersion() + "/" + manifest.kind();
        if (KUBERNETES.get(kind) instanceof Class<?> model) {
            return kubernetesMistake(model, manifest.root().toString());
        }
        if (OPERATORS.get(kind) instanceof Class<?> model) {
            return operatorMistake(model, manifest.root());
        }
        return Optional.of("no schema of " + kind + " is known here");
    }

    private static Optional<String> kubernetesMistake(Class<?> model, String json) {
        JsonElement written = JsonParser.parseString(json);
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, written);
            // The check above lets a number pass for a text and a text for a number; reading and writing back does not.
            return difference(
                    "", written, JSON.getGson().toJsonTree(JSON.getGson().fromJson(written, model)));
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private static Optional<String> difference(String path, JsonElement written, JsonElement read) {
        if (written instanceof JsonObject object && read instanceof JsonObject other) {
            return object.entrySet().stream()
                    .flatMap(entry -> (other.has(entry.getKey())
                                    ? difference(
                                            path + "/" + entry.getKey(), entry.getValue(), other.get(entry.getKey()))
                                    : Optional.of(path + "/" + entry.getKey() + " is lost"))
                            .stream())
                    .findFirst();
        }
        if (written.isJsonArray() && read.isJsonArray()) {
            var items = written.getAsJsonArray();
            for (int i = 0; i < items.size(); i++) {
                var found = difference(
                        path + "/" + i, items.get(i), read.getAsJsonArray().get(i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        boolean same = written.equals(read) || sameQuantity(written, read);
        return same ? Optional.empty() : Optional.of(path + " is " + written + ", read as " + read);
    }

    /** 1024Mi is 1Gi. */
    private static boolean sameQuantity(JsonElement written, JsonElement read) {
        if (written instanceof JsonPrimitive a && read instanceof JsonPrimitive b && a.isString() && b.isString()) {
            try {
                return Quantity.fromString(a.getAsString())
                                .getNumber()
                                .compareTo(Quantity.fromString(b.getAsString()).getNumber())
                        == 0;
            } catch (RuntimeException e) {
                return false;
            }
        }
        return false;
    }

    private static Optional<String> operatorMistake(Class<?> model, JsonNode json) {
        try {
            // An enum's unknown text is read as nothing, without a word: writing it back shows that.
            String read = STRICT.writeValueAsString(STRICT.treeToValue(json, model));
            return difference("", JsonParser.parseString(json.toString()), JsonParser.parseString(read));
        } catch (JsonProcessingException e) {
            return Optional.of(e.getMessage());
        }
    }

    private PublishedSchemas() {}
}
