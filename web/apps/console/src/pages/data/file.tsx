import { CloudUploadOutlined } from "@ant-design/icons";
import { Button, Progress, Upload } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { Problem } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import { FormProblem } from "../../ui/send.tsx";
import { readable, upload } from "./upload.ts";
import { importWords } from "./words.ts";

const mega = 1 << 20;

/** Step 2: the file, dragged or chosen, with progress; what cannot be read is said before it is sent. */
export function FileStep(props: {
  most: number;
  back: () => void;
  done: (upload: string, name: string) => void;
}): ReactNode {
  const t = useWords(importWords);
  const [sending, setSending] = useState<{ name: string; share: number }>();
  const [problem, setProblem] = useState<unknown>();
  const stop = useRef<AbortController | undefined>(undefined);
  const take = async (file: File) => {
    setProblem(undefined);
    if (!readable(file.name)) return setProblem(new Error(t.wrongKind(file.name)));
    if (file.size === 0) return setProblem(new Error(t.emptyFile(file.name)));
    if (file.size > props.most) {
      const [has, most] = [Math.ceil(file.size / mega), Math.floor(props.most / mega)];
      return setProblem(new Error(t.tooLarge(file.name, count(has), count(most))));
    }
    stop.current = new AbortController();
    setSending({ name: file.name, share: 0 });
    try {
      const id = await upload(file, (share) => setSending({ name: file.name, share }), stop.current.signal);
      props.done(id, file.name);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === "AbortError") return;
      const known = cause instanceof Problem && cause.status !== 0 && cause.status < 500;
      setProblem(known ? cause : new Error(t.uploadFailed));
    } finally {
      setSending(undefined);
    }
  };
  return (
    <Card title={t.stepFile}>
      <FormProblem problem={problem} />
      {sending ? (
        <div className="stack" role="status">
          <span>{t.uploading(sending.name)}</span>
          <Progress percent={Math.round(sending.share * 100)} status="active" aria-label={t.uploading(sending.name)} />
          <div>
            <Button onClick={() => stop.current?.abort()}>{t.abort}</Button>
          </div>
        </div>
      ) : (
        <Upload.Dragger
          accept=".csv,.tsv,.txt,.xlsx,.gz"
          showUploadList={false}
          multiple={false}
          beforeUpload={(file) => {
            void take(file);
            return Upload.LIST_IGNORE;
          }}
        >
          <p style={{ fontSize: 32, color: "var(--r-link)" }}>
            <CloudUploadOutlined aria-hidden="true" />
          </p>
          <p>{t.drop}</p>
          <p className="meta">{t.dropText(count(Math.floor(props.most / mega)))}</p>
        </Upload.Dragger>
      )}
      <div className="row" style={{ marginTop: 16 }}>
        <Button onClick={props.back} disabled={!!sending}>
          {t.back}
        </Button>
      </div>
    </Card>
  );
}
