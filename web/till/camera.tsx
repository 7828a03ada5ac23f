import { useEffect, useRef } from "preact/hooks";

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type WithDetector = {
  BarcodeDetector?: (new (options: { formats: string[] }) => Detector) & { getSupportedFormats(): Promise<string[]> };
};

const widest = 960;

/** Reads bars and squares: by the browser itself where it can both, else by a reader that is loaded then. */
async function makeReader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
  const { BarcodeDetector } = globalThis as WithDetector;
  const formats = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (BarcodeDetector && formats.includes("code_128") && formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { readCodes } = await import("./read-codes.ts");
  const canvas = document.createElement("canvas");
  return async (video) => {
    canvas.width = Math.min(widest, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / Math.max(1, video.videoWidth));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context || canvas.height === 0) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    return readCodes(context.getImageData(0, 0, canvas.width, canvas.height));
  };
}

export function Camera({ found, failed, label }: { found(code: string): void; failed(): void; label: string }) {
  const place = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let over = false;
    const run = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = place.current;
      if (over || !video) return;
      video.srcObject = stream;
      await video.play();
      const read = await makeReader();
      while (!over) {
        const code = await read(video).catch(() => null);
        if (code && !over) return found(code);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    run().catch(failed);
    return () => {
      over = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [found, failed]);
  return <video ref={place} muted playsInline aria-label={label} />;
}
