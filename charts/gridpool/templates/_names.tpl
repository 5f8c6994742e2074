{{- define "gridpool.labels" -}}
app.kubernetes.io/name: gridpool-agent
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gridpool.selector" -}}
app.kubernetes.io/name: gridpool-agent
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gridpool.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "gridpool.secret" -}}
{{ .Values.tls.existingSecret | default "gridpool-grid" }}
{{- end }}

{{- /* The part that both containers of the installer share; their own flags follow. Root, because the node's folders are root's. */ -}}
{{- define "gridpool.installer" -}}
image: {{ include "gridpool.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  runAsUser: 0
  runAsGroup: 0
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: {drop: [ALL], add: [CHOWN, DAC_OVERRIDE, FOWNER]}
resources:
  requests: {cpu: 5m, memory: 16Mi}
  limits: {memory: 64Mi}
volumeMounts:
  - {name: cni-bin, mountPath: /host/bin}
  {{- if .Values.cni.conflist }}
  - {name: cni-conf, mountPath: /host/conf}
  {{- end }}
  - {name: settings, mountPath: /etc/gridpool, readOnly: true}
  - {name: state, mountPath: {{ .Values.spiderpoolAgent.stateFolder }}}
  - {name: run, mountPath: {{ .Values.spiderpoolAgent.runFolder }}}
command:
  - /opt/gridpool/bin/gridpool-install
  - --bin-folder=/host/bin
  - --name=gridpool
  {{- if .Values.cni.installAsSpiderpool }}
  - --name=spiderpool
  {{- end }}
  {{- range .Values.cni.plugins }}
  - --also={{ . }}
  {{- end }}
  {{- if .Values.cni.conflist }}
  - --conflist=/etc/gridpool/{{ .Values.cni.conflistName }}
  - --conflist-folder=/host/conf
  {{- end }}
  - --folder={{ .Values.spiderpoolAgent.stateFolder }}
  - --folder={{ .Values.spiderpoolAgent.runFolder }}
  - --uid={{ .Values.spiderpoolAgent.runAsUser }}
  - --gid={{ .Values.spiderpoolAgent.runAsUser }}
{{- end }}
