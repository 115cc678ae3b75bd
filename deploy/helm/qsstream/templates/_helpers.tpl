{{- define "qsstream.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What finds the pods of one service again. Takes root and service. */}}
{{- define "qsstream.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end }}

{{/* Takes root and service. */}}
{{- define "qsstream.labels" -}}
{{ include "qsstream.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: qsstream
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Names of the Secrets: one that exists, or the chart's own. Empty where there is none. */}}
{{- define "qsstream.webhookSecret" -}}
{{- .Values.ingest.webhook.existingSecret | default (printf "%s-ingest-webhook" (include "qsstream.fullname" .)) -}}
{{- end }}
{{- define "qsstream.dashboardSecret" -}}
{{- .Values.dashboard.auth.existingSecret | default (printf "%s-dashboard-auth" (include "qsstream.fullname" .)) -}}
{{- end }}
{{- define "qsstream.notifySecret" -}}
{{- if .Values.dashboard.notify.existingSecret -}}
{{- .Values.dashboard.notify.existingSecret -}}
{{- else if .Values.dashboard.notify.webhookUrl -}}
{{- printf "%s-dashboard-notify" (include "qsstream.fullname" .) -}}
{{- end -}}
{{- end }}
{{- define "qsstream.registrySecret" -}}
{{- if .Values.schemaRegistry.existingSecret -}}
{{- .Values.schemaRegistry.existingSecret -}}
{{- else if .Values.schemaRegistry.userInfo -}}
{{- printf "%s-registry" (include "qsstream.fullname" .) -}}
{{- end -}}
{{- end }}

{{/* my-app as ingest reads it from a variable's name: MY_APP. */}}
{{- define "qsstream.appVariable" -}}
ZOOM_WEBHOOK_SECRET_TOKEN_{{ . | upper | replace "-" "_" }}
{{- end }}

{{- define "qsstream.image" -}}
{{- $tag := .image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- if .root.Values.image.registry -}}
{{- printf "%s/%s:%s" .root.Values.image.registry .image.repository $tag -}}
{{- else -}}
{{- printf "%s:%s" .image.repository $tag -}}
{{- end -}}
{{- end }}

{{/* Not empty where ingest follows the ledger of completeness, whose records need the schema registry. */}}
{{- define "qsstream.ingestReadsRecords" -}}
{{- if eq (get .Values.settings "qsstream.zoom-api.auto-backfill" | toString) "true" -}}
yes
{{- end -}}
{{- end }}

{{/*
Environment of one container, each name once; later wins: what the chart decides, kafka.properties,
kafka.secretProperties, the service's env. Takes root, service and own (name to value, or to valueFrom).
*/}}
{{- define "qsstream.env" -}}
{{- $root := .root -}}
{{- $values := index .root.Values .service -}}
{{- $user := printf "%s-%s" (include "qsstream.fullname" $root) .service -}}
{{- $env := dict "KAFKA_BOOTSTRAP_SERVERS" (dict "value" $root.Values.kafka.bootstrapServers) -}}
{{- if $root.Values.strimzi.users.enabled -}}
{{- if eq $root.Values.strimzi.users.authentication "tls" -}}
{{- $_ := set $env "KAFKA_SECURITY_PROTOCOL" (dict "value" "SSL") -}}
{{- $_ := set $env "KAFKA_SSL_KEYSTORE_TYPE" (dict "value" "PKCS12") -}}
{{- $_ := set $env "KAFKA_SSL_KEYSTORE_LOCATION" (dict "value" "/etc/qsstream/kafka-user/user.p12") -}}
{{- $_ := set $env "KAFKA_SSL_KEYSTORE_PASSWORD" (dict "valueFrom" (dict "secretKeyRef" (dict "name" $user "key" "user.password"))) -}}
{{- else -}}
{{- $_ := set $env "KAFKA_SECURITY_PROTOCOL" (dict "value" (ternary "SASL_SSL" "SASL_PLAINTEXT" $root.Values.strimzi.users.listenerTls)) -}}
{{- $_ := set $env "KAFKA_SASL_MECHANISM" (dict "value" "SCRAM-SHA-512") -}}
{{- $_ := set $env "KAFKA_SASL_JAAS_CONFIG" (dict "valueFrom" (dict "secretKeyRef" (dict "name" $user "key" "sasl.jaas.config"))) -}}
{{- end -}}
{{- if include "qsstream.trustsClusterCa" $root -}}
{{- $_ := set $env "KAFKA_SSL_TRUSTSTORE_TYPE" (dict "value" "PEM") -}}
{{- $_ := set $env "KAFKA_SSL_TRUSTSTORE_LOCATION" (dict "value" "/etc/qsstream/kafka-ca/ca.crt") -}}
{{- end -}}
{{- end -}}
{{- if or (ne .service "ingest") (include "qsstream.ingestReadsRecords" $root) -}}
{{- $_ := set $env "SCHEMA_REGISTRY_URL" (dict "value" $root.Values.schemaRegistry.url) -}}
{{- with include "qsstream.registrySecret" $root -}}
{{- $_ := set $env "SCHEMA_REGISTRY_URL_USER_INFO" (dict "valueFrom" (dict "secretKeyRef" (dict "name" . "key" "SCHEMA_REGISTRY_URL_USER_INFO"))) -}}
{{- end -}}
{{- end -}}
{{- if and (ne .service "ingest") $root.Values.alertRules -}}
{{- $_ := set $env "QSSTREAM_ALERTS_RULES" (dict "value" "/etc/qsstream/rules/alert-rules.yml") -}}
{{- end -}}
{{- with $values.jvmOptions -}}
{{- $_ := set $env "JAVA_TOOL_OPTIONS" (dict "value" .) -}}
{{- end -}}
{{- range $name, $value := .own -}}
{{- $_ := set $env $name $value -}}
{{- end -}}
{{- range $property, $value := $root.Values.kafka.properties -}}
{{- $_ := set $env (printf "KAFKA_%s" ($property | upper | replace "." "_")) (dict "value" $value) -}}
{{- end -}}
{{- range $property, $at := $root.Values.kafka.secretProperties -}}
{{- $_ := set $env (printf "KAFKA_%s" ($property | upper | replace "." "_")) (dict "valueFrom" (dict "secretKeyRef" (dict "name" $at.secret "key" $at.key))) -}}
{{- end -}}
{{- range $values.env -}}
{{- $_ := set $env .name (omit . "name") -}}
{{- end -}}
{{- range $name := keys $env | sortAlpha }}
- name: {{ $name }}
  {{- toYaml (get $env $name) | nindent 2 }}
{{- end }}
{{- end }}

{{- define "qsstream.trustsClusterCa" -}}
{{- if and .Values.strimzi.users.enabled (or (eq .Values.strimzi.users.authentication "tls") .Values.strimzi.users.listenerTls) -}}
yes
{{- end -}}
{{- end }}

{{/* The pod's volumes besides the processor's own. Takes root and service. */}}
{{- define "qsstream.volumes" -}}
{{- $root := .root }}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- if and $root.Values.strimzi.users.enabled (eq $root.Values.strimzi.users.authentication "tls") }}
- name: kafka-user
  secret:
    secretName: {{ include "qsstream.fullname" $root }}-{{ .service }}
    items:
      - key: user.p12
        path: user.p12
{{- end }}
{{- if include "qsstream.trustsClusterCa" $root }}
- name: kafka-ca
  secret:
    secretName: {{ $root.Values.strimzi.cluster }}-cluster-ca-cert
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- range $i, $secret := $root.Values.kafka.secretFiles }}
- name: kafka-files-{{ $i }}
  secret:
    secretName: {{ $secret }}
{{- end }}
{{- if and $root.Values.alertRules (ne .service "ingest") }}
- name: rules
  configMap:
    name: {{ include "qsstream.fullname" $root }}-alert-rules
{{- end }}
{{- end }}

{{- define "qsstream.volumeMounts" -}}
{{- $root := .root }}
# RocksDB, lz4 and Netty unpack their native code here.
- name: tmp
  mountPath: /tmp
{{- if and $root.Values.strimzi.users.enabled (eq $root.Values.strimzi.users.authentication "tls") }}
- name: kafka-user
  mountPath: /etc/qsstream/kafka-user
  readOnly: true
{{- end }}
{{- if include "qsstream.trustsClusterCa" $root }}
- name: kafka-ca
  mountPath: /etc/qsstream/kafka-ca
  readOnly: true
{{- end }}
{{- range $i, $secret := $root.Values.kafka.secretFiles }}
- name: kafka-files-{{ $i }}
  mountPath: /etc/qsstream/kafka/{{ $secret }}
  readOnly: true
{{- end }}
{{- if and $root.Values.alertRules (ne .service "ingest") }}
- name: rules
  mountPath: /etc/qsstream/rules
  readOnly: true
{{- end }}
{{- end }}

{{/* What every pod of ours says first. Takes root and service. */}}
{{- define "qsstream.podStart" -}}
{{- $values := index .root.Values .service -}}
serviceAccountName: {{ include "qsstream.fullname" .root }}
automountServiceAccountToken: false
# A Service named qsstream-ingest would put QSSTREAM_INGEST_PORT into every environment, a setting that nobody knows,
# and the services refuse to start with one.
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- with .root.Values.runAsUser }}
  runAsUser: {{ . }}
  runAsGroup: {{ . }}
  fsGroup: {{ . }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "qsstream.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}

{{- define "qsstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Probes on the management port; takes how long the start may take, in seconds. */}}
{{- define "qsstream.probes" -}}
startupProbe:
  httpGet: {path: /health/liveness, port: management}
  periodSeconds: 2
  failureThreshold: {{ div . 2 }}
livenessProbe:
  httpGet: {path: /health/liveness, port: management}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /health/readiness, port: management}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* A changed file or Secret of the chart's own starts the pods anew. Takes root and service. */}}
{{- define "qsstream.podAnnotations" -}}
{{- $values := index .root.Values .service -}}
checksum/settings: {{ include (print .root.Template.BasePath "/settings.yaml") .root | sha256sum }}
checksum/secrets: {{ include (print .root.Template.BasePath "/secrets.yaml") .root | sha256sum }}
{{- with $values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "qsstream.podLabels" -}}
{{ include "qsstream.labels" . }}
{{- with (index .root.Values .service).podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}
