import { PictureOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { FormProblem } from "./send.tsx";
import "./picture.css";

const list = words(
  {
    choose: "选择图片",
    replace: "更换",
    remove: "移除",
    help: "PNG、JPEG 或 WebP。较大的图片会自动缩小。",
    broken: "这个文件不是可用的图片，请换一张 PNG、JPEG 或 WebP。",
    picture: "图片",
  },
  {
    choose: "Choose a picture",
    replace: "Replace",
    remove: "Remove",
    help: "PNG, JPEG or WebP. Large pictures are made smaller by themselves.",
    broken: "This file is no picture that can be used. Choose a PNG, JPEG or WebP.",
    picture: "Picture",
  },
);

const most = 1 << 20; // bytes that the server takes
const side = 1200; // pixels that a page ever shows

/** A small picture of goods; a frame where there is none. It says nothing that the name beside it does not. */
export function Thumb({ url, large }: { url?: string; large?: boolean }): ReactNode {
  const name = large ? "thumb large" : "thumb";
  if (!url)
    return (
      <span className={name} aria-hidden="true">
        <PictureOutlined />
      </span>
    );
  return <img className={name} src={url} alt="" loading="lazy" />;
}

/** The picture as it is sent: as it is where it is small, else drawn anew, smaller and without what a camera writes into it. */
async function fitting(file: File): Promise<Blob> {
  const drawn = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(drawn.width, drawn.height));
  if (scale === 1 && file.size <= most / 4) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * scale));
  canvas.height = Math.max(1, Math.round(drawn.height * scale));
  canvas.getContext("2d")?.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp", 0.86));
  if (!blob) throw new Error("canvas");
  return blob;
}

/** A picture as a field of a form: its name, "" for none. `url` is where the one that is there already stands. */
export function PictureField(props: {
  id?: string;
  value?: string;
  onChange?: (picture: string) => void;
  url?: string;
}): ReactNode {
  const t = useWords(list);
  const { value, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState<{ picture: string; url: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const shown = sent && sent.picture === value ? sent.url : value ? props.url : undefined;
  const send = async (file: File) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = await fitting(file).catch(() => {
        throw new Error(t.broken);
      });
      const made = await ok(
        api.POST("/v1/pictures", {
          body: body as unknown as string, // the document says "a text"; a file is sent as it is
          bodySerializer: (b: unknown) => b as Blob,
          headers: { "Content-Type": body.type },
        }),
      );
      setSent(made);
      onChange?.(made.picture);
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div id={props.id}>
      <FormProblem problem={problem} />
      <div className="row nowrap">
        <Thumb url={shown} large />
        <div className="stack" style={{ gap: 4 }}>
          <div className="row">
            <Button loading={busy} onClick={() => input.current?.click()}>
              {value ? t.replace : t.choose}
            </Button>
            {value ? (
              <Button type="text" danger onClick={() => onChange?.("")}>
                {t.remove}
              </Button>
            ) : null}
          </div>
          <p className="meta">{t.help}</p>
        </div>
        <input
          ref={input}
          type="file"
          style={{ display: "none" }}
          accept="image/png,image/jpeg,image/webp"
          aria-label={t.picture}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) void send(file);
          }}
        />
      </div>
    </div>
  );
}
